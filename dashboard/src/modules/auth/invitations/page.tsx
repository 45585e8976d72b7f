import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { IconMail, IconMailOff, IconMailPlus, IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";

import type { Invitation, IssuedInvitation } from "../../../api/models";
import { CopyOnce } from "../../../components/copy-once";
import { type Column, DataTable } from "../../../components/data-table";
import { type DialogState, useDialog } from "../../../components/dialog-state";
import { EmptyState } from "../../../components/empty-state";
import { FilterBar, FilterSelect, SearchField } from "../../../components/filter-bar";
import { useOpenedByAddress } from "../../../components/opened-by-address";
import { PageHeader } from "../../../components/page-header";
import { Panel } from "../../../components/panel";
import { Titled } from "../../../components/person";
import { RelativeTime } from "../../../components/relative-time";
import type { RowAction } from "../../../components/row-menu";
import { useSearchState } from "../../../components/search-state";
import { StatusBadge } from "../../../components/status-badge";
import { Guarded } from "../../../layout/problem-page";
import { useCan } from "../../../session/me";
import { words } from "../../../text/words";
import { RoleBadge } from "../roles/role-badge";
import { InviteForm } from "./invite-form";
import { invitationList } from "./queries";
import { RenewInvitation, RevokeInvitation } from "./renew-revoke";
import { INVITATION_STATUSES, type InvitationSearch } from "./search";

export function InvitationsPage() {
  return (
    <Guarded permission="auth:invitations:read" title="Invitations">
      <Invitations />
    </Guarded>
  );
}

function Invitations() {
  const writes = useCan()("auth:invitations:write");
  const { search, change, clear } = useSearchState<InvitationSearch>();
  const invitations = useInfiniteQuery(invitationList(search));
  const inviting = useDialog();
  const link = useDialog<IssuedInvitation>();
  const renewing = useDialog<Invitation>();
  const revoking = useDialog<Invitation>();
  useOpenedByAddress(writes && search.invite === true, () => inviting.open(null), () => change({ invite: undefined }));
  const invite = writes && (
    <Button leftSection={<IconMailPlus size={16} />} onClick={() => inviting.open(null)}>
      Invite somebody
    </Button>
  );
  const filtered = search.q !== undefined || search.status !== undefined;
  return (
    <>
      <PageHeader title="Invitations" description="Open and past invitations. Each has a link for one person." actions={invite} />
      <Panel flush>
        <FilterBar filtered={filtered} onClear={clear}>
          <SearchField label="Search by email" value={search.q} onChange={(q) => change({ q })} />
          <FilterSelect
            label="Status"
            all="All states"
            value={search.status}
            options={INVITATION_STATUSES.map((status) => ({ value: status, label: words(status) }))}
            onChange={(status) => change({ status: status as InvitationSearch["status"] })}
          />
        </FilterBar>
        <DataTable
          label="Invitations"
          columns={COLUMNS}
          query={invitations}
          nameOf={(invitation) => invitation.email}
          {...(writes && { actions: (invitation: Invitation) => actionsFor(invitation, renewing, revoking) })}
          empty={filtered ? <NothingMatches onClear={clear} /> : <NobodyInvited action={invite} />}
        />
      </Panel>
      <InviteForm opened={inviting.opened} onClose={inviting.close} onInvited={link.open} />
      <RenewInvitation dialog={renewing} onRenewed={link.open} />
      <RevokeInvitation dialog={revoking} />
      <CopyOnce
        opened={link.opened}
        onClose={link.close}
        title={`Invitation for ${link.subject?.email ?? ""}`}
        label="Invitation link"
        value={link.subject?.link ?? ""}
      >
        Send this link to {link.subject?.email}. Whoever opens it joins as {link.subject?.role.name}.
      </CopyOnce>
    </>
  );
}

function NothingMatches({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState icon={IconMailOff} title="No invitation matches" action={<Button variant="default" onClick={onClear}>Show all</Button>}>
      Try another address, or look through all states.
    </EmptyState>
  );
}

function NobodyInvited({ action }: { action: ReactNode }) {
  return (
    <EmptyState icon={IconMail} title="Nobody has been invited yet" action={action}>
      Invite a colleague by email. You get a link to send them, and they choose their own password.
    </EmptyState>
  );
}

const COLUMNS: Column<Invitation>[] = [
  {
    header: "Email",
    render: ({ email, invited_by_name }) => <Titled title={email} detail={`Invited by ${invited_by_name}`} />,
  },
  { header: "Role", width: "18%", render: ({ role }) => <RoleBadge role={role} /> },
  { header: "Status", width: 120, render: ({ status }) => <StatusBadge status={status} /> },
  { header: "Sent", width: "14%", wideOnly: true, render: ({ created_at }) => <RelativeTime at={created_at} /> },
  { header: "Expires", width: "14%", render: ({ status, expires_at }) => status === "pending" ? <RelativeTime at={expires_at} /> : "–" },
];

function actionsFor(
  invitation: Invitation,
  renewing: DialogState<Invitation>,
  revoking: DialogState<Invitation>,
): RowAction[] {
  const renew = { label: "New link", icon: IconRefresh, onClick: () => renewing.open(invitation) };
  const revoke = { label: "Revoke", icon: IconMailOff, danger: true, onClick: () => revoking.open(invitation) };
  if (invitation.status === "pending") return [renew, revoke];
  return invitation.status === "expired" ? [renew] : [];
}
