import { Text } from "@mantine/core";

import { api, unwrap } from "../../../api/client";
import type { Invitation, IssuedInvitation } from "../../../api/models";
import { ConfirmDialog } from "../../../components/confirm-dialog";
import type { DialogState } from "../../../components/dialog-state";

interface RenewInvitationProps {
  dialog: DialogState<Invitation>;
  onRenewed: (invitation: IssuedInvitation) => void;
}

export function RenewInvitation({ dialog, onRenewed }: RenewInvitationProps) {
  const invitation = dialog.subject;
  if (invitation === null) return null;
  const params = { path: { invitation_id: invitation.id } };
  return (
    <ConfirmDialog
      opened={dialog.opened}
      onClose={dialog.close}
      title={`New link for ${invitation.email}?`}
      confirmLabel="Make a new link"
      danger={false}
      act={async (headers) => {
        onRenewed(await unwrap(api.POST("/api/v1/auth/invitations/{invitation_id}/renew", { params, headers })));
      }}
      done="The new link is ready"
    >
      <Text>The invitation runs anew and the former link stops working.</Text>
    </ConfirmDialog>
  );
}

export function RevokeInvitation({ dialog }: { dialog: DialogState<Invitation> }) {
  const invitation = dialog.subject;
  if (invitation === null) return null;
  const params = { path: { invitation_id: invitation.id } };
  return (
    <ConfirmDialog
      opened={dialog.opened}
      onClose={dialog.close}
      title={`Revoke the invitation of ${invitation.email}?`}
      confirmLabel="Revoke"
      act={(headers) => unwrap(api.DELETE("/api/v1/auth/invitations/{invitation_id}", { params, headers }))}
      done="The invitation was revoked"
    >
      <Text>The link stops working at once. You can invite the same address again.</Text>
    </ConfirmDialog>
  );
}
