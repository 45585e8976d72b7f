import { compact, flag, oneOf, type RawSearch, text } from "../../../components/search-state";

export const RECORD_SORTS = ["name", "-name", "created_at", "-created_at"] as const;

export interface ClientSearch {
  q?: string | undefined;
  /** Archived ones alone; without it those in use. */
  archived?: boolean | undefined;
  sort?: (typeof RECORD_SORTS)[number] | undefined;
  /** Opens the form at once, for buttons on other pages. */
  create?: boolean | undefined;
}

export function clientSearch(search: RawSearch): ClientSearch {
  return compact({
    q: text(search["q"]),
    archived: flag(search["archived"]),
    sort: oneOf(search["sort"], RECORD_SORTS),
    create: flag(search["create"]),
  });
}
