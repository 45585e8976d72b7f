import { Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";

import { api, unwrap } from "../../../api/client";
import type { Member } from "../../../api/models";
import { ConfirmDialog } from "../../../components/confirm-dialog";
import type { DialogState } from "../../../components/dialog-state";
import { workFor } from "../../../session/entrance";
import { useMe } from "../../../session/me";

export function RemoveMember({ dialog }: { dialog: DialogState<Member> }) {
  const { user, organization } = useMe();
  const navigate = useNavigate();
  const member = dialog.subject;
  if (member === null) return null;
  const leaving = member.id === user?.id;
  const elsewhere = async () => {
    await navigate({ to: "/" });
    await workFor({});
  };
  return (
    <ConfirmDialog
      opened={dialog.opened}
      onClose={dialog.close}
      title={leaving ? `Leave ${organization?.name ?? "the organization"}?` : `Remove ${member.name}?`}
      confirmLabel={leaving ? "Leave" : "Remove"}
      typed={leaving ? organization?.name : undefined}
      act={(headers) =>
        unwrap(api.DELETE("/api/v1/auth/members/{user_id}", { params: { path: { user_id: member.id } }, headers }))
      }
      done={leaving ? "You left the organization" : `${member.name} was removed`}
      {...(leaving && { onDone: () => void elsewhere() })}
    >
      <Text>
        {leaving
          ? "You lose access at once. To come back, somebody has to invite you again."
          : "They lose access at once. What they did stays in the audit log, and you can invite them again."}
      </Text>
    </ConfirmDialog>
  );
}
