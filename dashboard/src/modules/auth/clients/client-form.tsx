import { api, unwrap } from "../../../api/client";
import type { Client } from "../../../api/models";
import type { DialogState } from "../../../components/dialog-state";
import { FormDrawer } from "../../../components/form-drawer";
import { NamedFields, namedRules, type NamedValues } from "./code-fields";

/** Makes a client, or edits the one the dialog is about. */
export function ClientForm({ dialog }: { dialog: DialogState<Client | null> }) {
  const client = dialog.subject;
  const params = { path: { client_id: client?.id ?? "" } };
  return (
    <FormDrawer<NamedValues, Client>
      opened={dialog.opened}
      onClose={dialog.close}
      title={client === null ? "New client" : "Edit client"}
      submitLabel={client === null ? "Create client" : "Save client"}
      initialValues={valuesOf(client)}
      validate={namedRules}
      record={client}
      send={(body, headers) =>
        client === null
          ? unwrap(api.POST("/api/v1/auth/clients", { body, headers }))
          : unwrap(api.PATCH("/api/v1/auth/clients/{client_id}", { params, body, headers }))
      }
      reload={async () => {
        const newest = await unwrap(api.GET("/api/v1/auth/clients/{client_id}", { params }));
        return { record: newest, values: valuesOf(newest) };
      }}
      done={({ name }) => (client === null ? `${name} was created` : `${name} was saved`)}
    >
      {(form) => <NamedFields form={form} isNew={client === null} />}
    </FormDrawer>
  );
}

function valuesOf(client: Client | null): NamedValues {
  return { name: client?.name ?? "", code: client?.code ?? "", description: client?.description ?? "" };
}
