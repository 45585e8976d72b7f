import type { Permission } from "../../../api/models";
import { words } from "../../../text/words";

export interface MatrixCell {
  permission: string;
  action: string;
}

export interface MatrixRow {
  noun: string;
  label: string;
  /** What each permission of the row allows, in one line. */
  description: string;
  cells: MatrixCell[];
}

export interface MatrixSection {
  module: string;
  label: string;
  actions: string[];
  rows: MatrixRow[];
}

const ACTION_ORDER = ["read", "write"];

/** The catalogue as a table for each module: a row for each noun, a column for each action. */
export function matrixOf(permissions: readonly Permission[]): MatrixSection[] {
  const modules = grouped(permissions, ({ name }) => name.split(":")[0] ?? "");
  return [...modules].map(([module, inModule]) => {
    const nouns = grouped(inModule, ({ name }) => name.split(":")[1] ?? "");
    const rows = [...nouns].map(([noun, entries]) => rowOf(noun, entries));
    const actions = [...new Set(rows.flatMap((row) => row.cells.map((cell) => cell.action)))];
    return { module, label: words(module), actions: actions.toSorted(byAction), rows };
  });
}

function rowOf(noun: string, entries: readonly Permission[]): MatrixRow {
  return {
    noun,
    label: words(noun),
    description: entries.map(({ description }) => description).join(" "),
    cells: entries.map(({ name }) => ({ permission: name, action: name.split(":")[2] ?? "" })),
  };
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function byAction(one: string, other: string): number {
  return rankOf(one) - rankOf(other) || one.localeCompare(other);
}

/** Known actions first, in their order. */
function rankOf(action: string): number {
  const rank = ACTION_ORDER.indexOf(action);
  return rank === -1 ? ACTION_ORDER.length : rank;
}

/**
 * The choice after one box was pressed. Whoever changes things has to see them: choosing any action chooses reading
 * too, and without reading nothing is left.
 */
export function pressed(chosen: readonly string[], permission: string): string[] {
  const [module, noun, action] = permission.split(":");
  const reading = `${module}:${noun}:read`;
  if (!chosen.includes(permission)) return [...new Set([...chosen, permission, reading])];
  const gone = action === "read" ? (name: string) => name.startsWith(`${module}:${noun}:`) : (name: string) => name === permission;
  return chosen.filter((name) => !gone(name));
}
