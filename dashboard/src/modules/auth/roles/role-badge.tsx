import { Badge } from "@mantine/core";

const COLORS: Record<string, string> = { owner: "orange", admin: "tide", member: "blue", viewer: "gray" };

/** A role's name in its color; roles made by the organization share one. */
export function RoleBadge({ role }: { role: { key?: string | null; name: string } }) {
  return <Badge color={COLORS[role.key ?? ""] ?? "grape"}>{role.name}</Badge>;
}
