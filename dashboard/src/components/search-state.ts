import { useNavigate, useSearch } from "@tanstack/react-router";

/** What the router hands over for the query part of an address before it was looked at. */
export type RawSearch = Record<string, unknown>;

/** A text filter from an address: trimmed, bounded, absent when empty. Numbers are what the router made of digits. */
export function text(value: unknown): string | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  return String(value).trim().slice(0, 100) || undefined;
}

/** One of the known values, or nothing. */
export function oneOf<const Value extends string>(value: unknown, known: readonly Value[]): Value | undefined {
  return known.find((candidate) => candidate === value);
}

export function flag(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

/** Without the entries that are absent, so that addresses stay short. */
export function compact<Search extends object>(search: Search): Search {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as Search;
}

/**
 * The filters of a list page and the way to change them. The page's route has checked them already, which the types
 * of a hook shared by all pages cannot say: hence the two casts.
 */
export function useSearchState<Search extends object>() {
  const checked: unknown = useSearch({ strict: false });
  const search = checked as Search;
  const navigate = useNavigate();
  const change = (patch: Partial<Search>) =>
    void navigate({ to: ".", search: { ...search, ...patch } as never, replace: true, resetScroll: false });
  const clear = () => void navigate({ to: ".", search: {} as never, replace: true, resetScroll: false });
  return { search, change, clear };
}
