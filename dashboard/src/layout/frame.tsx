import { Outlet } from "@tanstack/react-router";

/** Around everything. Page titles are set by the pages; React puts them into the head. */
export function Frame() {
  return <Outlet />;
}
