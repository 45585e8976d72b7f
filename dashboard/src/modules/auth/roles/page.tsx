import { Badge, Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { IconCopy, IconPencil, IconPlus, IconShieldLock, IconTrash } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";

import type { Role } from "../../../api/models";
import { type Column, DataTable } from "../../../components/data-table";
import { useDialog } from "../../../components/dialog-state";
import { EmptyState } from "../../../components/empty-state";
import { PageHeader } from "../../../components/page-header";
import { Panel } from "../../../components/panel";
import { Titled } from "../../../components/person";
import type { RowAction } from "../../../components/row-menu";
import { Guarded } from "../../../layout/problem-page";
import { useCan } from "../../../session/me";
import { counted } from "../../../text/words";
import { DeleteRole } from "./delete-role";
import { roleList } from "./queries";

export function RolesPage() {
  return (
    <Guarded permission="auth:roles:read" title="Roles">
      <Roles />
    </Guarded>
  );
}

function Roles() {
  const can = useCan();
  const navigate = useNavigate();
  const roles = useInfiniteQuery(roleList);
  const deleting = useDialog<Role>();
  const writes = can("auth:roles:write");
  const open = (role: Role) => void navigate({ to: "/roles/$roleId", params: { roleId: role.id } });
  const copy = (role: Role) => void navigate({ to: "/roles/$roleId", params: { roleId: "new" }, search: { from: role.id } });
  const actions = (role: Role): RowAction[] => [
    { label: role.is_builtin ? "Look at permissions" : "Edit", icon: IconPencil, onClick: () => open(role) },
    { label: "Copy as a new role", icon: IconCopy, onClick: () => copy(role) },
    ...(role.is_builtin
      ? []
      : [
          {
            label: "Delete",
            icon: IconTrash,
            danger: true,
            disabled: role.member_count > 0 ? `${counted(role.member_count, "member")} still have it` : undefined,
            onClick: () => deleting.open(role),
          },
        ]),
  ];
  return (
    <>
      <PageHeader
        title="Roles"
        description="A role is a set of permissions. The four built-in ones are always there; add your own beside them."
        actions={
          writes && (
            <Button leftSection={<IconPlus size={16} />} renderRoot={(props) => <Link to="/roles/$roleId" params={{ roleId: "new" }} {...props} />}>
              New role
            </Button>
          )
        }
      />
      <Panel flush>
        <DataTable
          label="Roles"
          columns={columns(open)}
          query={roles}
          onOpen={open}
          nameOf={(role) => role.name}
          {...(writes && { actions })}
          empty={<EmptyState icon={IconShieldLock} title="No roles">Reload the page; the built-in roles should be here.</EmptyState>}
        />
      </Panel>
      <DeleteRole dialog={deleting} />
    </>
  );
}

function columns(open: (role: Role) => void): Column<Role>[] {
  return [
    {
      header: "Role",
      render: (role) => (
        <Titled
          title={role.name}
          detail={role.description}
          onOpen={() => open(role)}
          badge={role.is_builtin && <Badge size="sm" color="gray">Built in</Badge>}
        />
      ),
    },
    { header: "Permissions", width: 130, render: (role) => role.permissions.length },
    { header: "Members", width: 130, render: (role) => <MembersLink role={role} /> },
  ];
}

function MembersLink({ role }: { role: Role }) {
  if (role.member_count === 0) return "Nobody";
  return (
    <Link to="/members" search={{ role_id: role.id }} style={{ color: "var(--mantine-color-anchor)" }}>
      {counted(role.member_count, "member")}
    </Link>
  );
}
