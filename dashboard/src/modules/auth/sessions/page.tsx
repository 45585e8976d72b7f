import { Badge, Button, Text } from "@mantine/core";
import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { IconDeviceLaptop, IconLogout } from "@tabler/icons-react";

import { api, unwrap } from "../../../api/client";
import { byCursor } from "../../../api/listing";
import type { Session } from "../../../api/models";
import { ConfirmDialog } from "../../../components/confirm-dialog";
import { type Column, DataTable } from "../../../components/data-table";
import { type DialogState, useDialog } from "../../../components/dialog-state";
import { EmptyState } from "../../../components/empty-state";
import { PageHeader } from "../../../components/page-header";
import { Panel } from "../../../components/panel";
import { Titled } from "../../../components/person";
import { RelativeTime } from "../../../components/relative-time";
import { deviceName } from "../../../text/words";

const sessionList = infiniteQueryOptions({
  queryKey: ["sessions"],
  queryFn: ({ pageParam, signal }) =>
    unwrap(api.GET("/api/v1/auth/sessions", { params: { query: { cursor: pageParam } }, signal })),
  ...byCursor,
});

export function SessionsPage() {
  const sessions = useInfiniteQuery(sessionList);
  const ending = useDialog<Session>();
  const endingOthers = useDialog();
  const others = sessions.data?.pages.flatMap((page) => page.items).some((session) => !session.is_current) === true;
  const actions = (session: Session) =>
    session.is_current ? [] : [{ label: "Sign out", icon: IconLogout, danger: true, onClick: () => ending.open(session) }];
  return (
    <>
      <PageHeader
        title="Sessions"
        description="Where you are signed in. Sign out what you do not know, then change your password."
        actions={
          <Button variant="default" disabled={!others} leftSection={<IconLogout size={16} />} onClick={() => endingOthers.open(null)}>
            Sign out all others
          </Button>
        }
      />
      <Panel flush>
        <DataTable
          label="Sessions"
          columns={COLUMNS}
          query={sessions}
          expected={3}
          actions={actions}
          nameOf={(session) => deviceName(session.user_agent)}
          empty={<EmptyState icon={IconDeviceLaptop} title="No sessions">Sign in again to see this one.</EmptyState>}
        />
      </Panel>
      <EndSession dialog={ending} />
      <ConfirmDialog
        opened={endingOthers.opened}
        onClose={endingOthers.close}
        title="Sign out everywhere else?"
        confirmLabel="Sign out all others"
        act={(headers) => unwrap(api.DELETE("/api/v1/auth/sessions", { headers }))}
        done="All other sessions have ended"
      >
        <Text>Only this browser stays signed in. API keys are not touched.</Text>
      </ConfirmDialog>
    </>
  );
}

function EndSession({ dialog }: { dialog: DialogState<Session> }) {
  const session = dialog.subject;
  if (session === null) return null;
  const params = { path: { session_id: session.id } };
  return (
    <ConfirmDialog
      opened={dialog.opened}
      onClose={dialog.close}
      title={`Sign out ${deviceName(session.user_agent)}?`}
      confirmLabel="Sign out"
      act={(headers) => unwrap(api.DELETE("/api/v1/auth/sessions/{session_id}", { params, headers }))}
      done="The session has ended"
    >
      <Text>Whoever uses it has to sign in again.</Text>
    </ConfirmDialog>
  );
}

const COLUMNS: Column<Session>[] = [
  {
    header: "Device",
    render: ({ user_agent, address, is_current }) => (
      <Titled title={deviceName(user_agent)} detail={address} badge={is_current && <Badge size="sm" color="teal">This one</Badge>} />
    ),
  },
  { header: "Last used", width: "20%", render: ({ last_used_at }) => <RelativeTime at={last_used_at} /> },
  { header: "Signed in", width: "20%", render: ({ created_at }) => <RelativeTime at={created_at} /> },
  { header: "Ends", width: "16%", wideOnly: true, render: ({ expires_at }) => <RelativeTime at={expires_at} /> },
];
