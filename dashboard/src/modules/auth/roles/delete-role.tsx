import { Text } from "@mantine/core";

import { api, unwrap } from "../../../api/client";
import type { Role } from "../../../api/models";
import { ConfirmDialog } from "../../../components/confirm-dialog";
import type { DialogState } from "../../../components/dialog-state";

export function DeleteRole({ dialog }: { dialog: DialogState<Role> }) {
  const role = dialog.subject;
  if (role === null) return null;
  return (
    <ConfirmDialog
      opened={dialog.opened}
      onClose={dialog.close}
      title={`Delete the role ${role.name}?`}
      confirmLabel="Delete role"
      act={(headers) =>
        unwrap(api.DELETE("/api/v1/auth/roles/{role_id}", { params: { path: { role_id: role.id } }, headers }))
      }
      done={`${role.name} was deleted`}
    >
      <Text>Nobody has this role now, so nobody loses access. It cannot be brought back.</Text>
    </ConfirmDialog>
  );
}
