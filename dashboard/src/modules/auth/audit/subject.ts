import type { AuditEntry } from "../../../api/models";
import { words } from "../../../text/words";

/** What an entry was about, by the best name that was recorded: "Winter catalog". */
export function nameOfEntry({ before, after }: Pick<AuditEntry, "before" | "after">): string | undefined {
  for (const facts of [after, before]) {
    for (const field of ["name", "email", "code"]) {
      const value = facts?.[field];
      if (typeof value === "string" && value !== "") return value;
    }
  }
  return undefined;
}

/** Who did it, for people. What the instance did by itself has no name. */
export function nameOfActor({ kind, name }: AuditEntry["actor"]): string {
  return name === "" || name === kind ? words(kind) : name;
}
