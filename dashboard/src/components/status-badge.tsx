import { Badge } from "@mantine/core";

import { words } from "../text/words";

const COLORS: Record<string, string> = {
  active: "teal",
  accepted: "teal",
  pending: "yellow",
  expired: "gray",
  revoked: "red",
  archived: "gray",
};

/** A state of a record: a word with a color, never a color alone. */
export function StatusBadge({ status }: { status: string }) {
  return <Badge color={COLORS[status] ?? "gray"}>{words(status)}</Badge>;
}
