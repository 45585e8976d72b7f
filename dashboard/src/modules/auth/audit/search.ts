import { compact, type RawSearch, text } from "../../../components/search-state";

export interface AuditSearch {
  q?: string | undefined;
  target?: string | undefined;
  target_id?: string | undefined;
  actor_id?: string | undefined;
  /** Local days, as 2026-04-30. Both are included. */
  from?: string | undefined;
  to?: string | undefined;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

export function auditSearch(search: RawSearch): AuditSearch {
  return compact({
    q: text(search["q"]),
    target: text(search["target"]),
    target_id: text(search["target_id"]),
    actor_id: text(search["actor_id"]),
    from: date(search["from"]),
    to: date(search["to"]),
  });
}

function date(value: unknown): string | undefined {
  return typeof value === "string" && DATE.test(value) ? value : undefined;
}
