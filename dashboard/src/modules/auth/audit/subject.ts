import type { AuditEntry } from "../../../api/models";
import { words } from "../../../text/words";

/** What an entry was about, by the best name that was recorded: "Winter catalog", else the kind of thing. */
export function nameOfEntry({ before, after, target }: Pick<AuditEntry, "before" | "after" | "target">): string {
  for (const facts of [after, before]) {
    for (const field of ["name", "email", "code"]) {
      const value = facts?.[field];
      if (typeof value === "string" && value !== "") return value;
    }
  }
  return words(target);
}
