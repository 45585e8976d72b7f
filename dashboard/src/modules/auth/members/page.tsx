import { Badge, Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { IconMailPlus, IconUserMinus, IconUserOff, IconUserShield } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

import type { Member } from "../../../api/models";
import { type Column, DataTable } from "../../../components/data-table";
import { type DialogState, useDialog } from "../../../components/dialog-state";
import { EmptyState } from "../../../components/empty-state";
import { FilterBar, FilterSelect, SearchField } from "../../../components/filter-bar";
import { PageHeader } from "../../../components/page-header";
import { Panel } from "../../../components/panel";
import { Person } from "../../../components/person";
import { RelativeTime } from "../../../components/relative-time";
import type { RowAction } from "../../../components/row-menu";
import { useSearchState } from "../../../components/search-state";
import { Guarded } from "../../../layout/problem-page";
import { useCan, useMe } from "../../../session/me";
import { RoleBadge } from "../roles/role-badge";
import { useRoles } from "../roles/queries";
import { ChangeRole } from "./change-role";
import { memberList } from "./queries";
import { RemoveMember } from "./remove-member";
import type { MemberSearch } from "./search";

export function MembersPage() {
  return (
    <Guarded permission="auth:members:read" title="Members">
      <Members />
    </Guarded>
  );
}

function Members() {
  const can = useCan();
  const { user } = useMe();
  const { search, change, clear } = useSearchState<MemberSearch>();
  const members = useInfiniteQuery(memberList(search));
  const roles = useRoles();
  const changing = useDialog<Member>();
  const removing = useDialog<Member>();
  return (
    <>
      <PageHeader
        title="Members"
        description="Everybody who can sign in to this organization, and what their role lets them do."
        actions={
          can("auth:invitations:write") && (
            <Button leftSection={<IconMailPlus size={16} />} renderRoot={(props) => <Link to="/invitations" search={{ invite: true }} {...props} />}>
              Invite somebody
            </Button>
          )
        }
      />
      <Panel flush>
        <FilterBar filtered={search.q !== undefined || search.role_id !== undefined} onClear={clear}>
          <SearchField label="Search by name or email" value={search.q} onChange={(q) => change({ q })} />
          <FilterSelect
            label="Role"
            all="All roles"
            value={search.role_id}
            options={roles.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(role_id) => change({ role_id })}
          />
        </FilterBar>
        <DataTable
          label="Members"
          columns={columns(user?.id)}
          query={members}
          expected={8}
          sort={search.sort ?? "name"}
          onSort={(sort) => change({ sort: sort as MemberSearch["sort"] })}
          nameOf={(member) => member.name}
          {...(can("auth:members:write") && { actions: (member: Member) => actionsFor(member, user?.id, changing, removing) })}
          empty={
            <EmptyState icon={IconUserOff} title="Nobody matches" action={<Button variant="default" onClick={clear}>Show everybody</Button>}>
              Try another name, or look through all roles.
            </EmptyState>
          }
        />
      </Panel>
      <ChangeRole dialog={changing} />
      <RemoveMember dialog={removing} />
    </>
  );
}

function columns(ownId: string | undefined): Column<Member>[] {
  return [
    {
      header: "Name",
      sort: "name",
      render: (member) => (
        <Person
          name={member.name}
          detail={member.email}
          badge={member.id === ownId && <Badge size="sm" color="gray">You</Badge>}
        />
      ),
    },
    { header: "Role", width: "24%", render: (member) => <RoleBadge role={member.role} /> },
    { header: "Joined", sort: "joined_at", width: "20%", render: (member) => <RelativeTime at={member.joined_at} /> },
  ];
}

function actionsFor(
  member: Member,
  ownId: string | undefined,
  changing: DialogState<Member>,
  removing: DialogState<Member>,
): RowAction[] {
  return [
    { label: "Change role", icon: IconUserShield, onClick: () => changing.open(member) },
    {
      label: member.id === ownId ? "Leave organization" : "Remove",
      icon: IconUserMinus,
      danger: true,
      onClick: () => removing.open(member),
    },
  ];
}
