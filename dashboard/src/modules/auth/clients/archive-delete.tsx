import { Text } from "@mantine/core";

import { api, unwrap } from "../../../api/client";
import type { Client } from "../../../api/models";
import { ConfirmDialog } from "../../../components/confirm-dialog";
import type { DialogState } from "../../../components/dialog-state";

export function ArchiveClient({ dialog }: { dialog: DialogState<Client> }) {
  const client = dialog.subject;
  if (client === null) return null;
  const { id, name, version, is_archived } = client;
  return (
    <ConfirmDialog
      opened={dialog.opened}
      onClose={dialog.close}
      title={is_archived ? `Bring ${name} back?` : `Archive ${name}?`}
      confirmLabel={is_archived ? "Bring back" : "Archive"}
      danger={false}
      act={(headers) =>
        unwrap(
          api.PATCH("/api/v1/auth/clients/{client_id}", {
            params: { path: { client_id: id } },
            body: { is_archived: !is_archived },
            headers: { ...headers, "If-Match": `"${version}"` },
          }),
        )
      }
      done={is_archived ? `${name} is back` : `${name} was archived`}
    >
      <Text>
        {is_archived
          ? "It shows up in lists and choices again."
          : "It leaves lists and choices but keeps its projects and history. You can bring it back at any time."}
      </Text>
    </ConfirmDialog>
  );
}

export function DeleteClient({ dialog }: { dialog: DialogState<Client> }) {
  const client = dialog.subject;
  if (client === null) return null;
  const { id, name } = client;
  return (
    <ConfirmDialog
      opened={dialog.opened}
      onClose={dialog.close}
      title={`Delete ${name}?`}
      confirmLabel="Delete client"
      typed={client.code}
      act={(headers) => unwrap(api.DELETE("/api/v1/auth/clients/{client_id}", { params: { path: { client_id: id } }, headers }))}
      done={`${name} was deleted`}
    >
      <Text>This cannot be undone. Archiving hides a client as well and keeps it.</Text>
    </ConfirmDialog>
  );
}
