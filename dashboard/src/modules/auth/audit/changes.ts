import { words } from "../../../text/words";

export interface Change {
  field: string;
  before: string | null;
  after: string | null;
}

type Facts = Record<string, unknown> | null | undefined;

/** What an audit entry changed, field by field. Fields that stayed the same are left out. */
export function changesOf(before: Facts, after: Facts): Change[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return fields
    .map((field) => ({ field, before: shown(before?.[field]), after: shown(after?.[field]) }))
    .filter((change) => change.before !== change.after);
}

function shown(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.map((entry) => shown(entry) ?? "").join("\n");
  return typeof value === "object" ? JSON.stringify(value, null, 2) : String(value);
}

/** "auth.project.created" as "Project created": the module goes without saying inside its own pages. */
export function actionWords(action: string): string {
  const [, ...rest] = action.split(/[.:]/);
  return words(rest.length === 0 ? action : rest.join(" "));
}
