export type Direction = "up" | "down" | "none";

/** How a list sorted by `sort` ("name", "-created_at") sorts by the field `name`. */
export function directionOf(sort: string | undefined, name: string): Direction {
  if (sort === name) return "up";
  return sort === `-${name}` ? "down" : "none";
}

/** What sorting by `name` becomes when its header is pressed: up first, then down. */
export function toggled(sort: string | undefined, name: string): string {
  return sort === name ? `-${name}` : name;
}
