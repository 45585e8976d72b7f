import { Alert, Group, Input, Select, TextInput } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";

import { api, unwrap } from "../../../api/client";
import type { IssuedApiKey } from "../../../api/models";
import { FormDrawer } from "../../../components/form-drawer";
import { useMe } from "../../../session/me";
import { clientOptions, useClients } from "../clients/queries";
import { PermissionMatrix } from "../roles/permission-matrix";
import { EXPIRIES, expiryOf } from "./expiry";

type KeyValues = {
  name: string;
  client_id: string;
  expiry: string;
  expires_at: string;
  permissions: string[];
};

interface CreateApiKeyProps {
  opened: boolean;
  onClose: () => void;
  onCreated: (key: IssuedApiKey) => void;
}

const INITIAL: KeyValues = { name: "", client_id: "", expiry: "90", expires_at: "", permissions: [] };

export function CreateApiKey({ opened, onClose, onCreated }: CreateApiKeyProps) {
  const { permissions: held } = useMe();
  const clients = useClients();
  return (
    <FormDrawer<KeyValues, IssuedApiKey>
      opened={opened}
      onClose={onClose}
      size={620}
      title="New API key"
      submitLabel="Create key"
      initialValues={INITIAL}
      validate={{
        name: (name) => (name.trim() === "" ? "Name what will use the key" : null),
        expires_at: (date, { expiry }) => (expiry === "date" && date === "" ? "Choose the last day" : null),
        permissions: (chosen) => (chosen.length === 0 ? "Choose at least one permission" : null),
      }}
      send={({ name, permissions, client_id, expiry, expires_at }, headers) => {
        const body = {
          name,
          permissions,
          client_id: client_id === "" ? null : client_id,
          expires_at: expiryOf(expiry, expires_at, Date.now()),
        };
        return unwrap(api.POST("/api/v1/auth/api-keys", { body, headers }));
      }}
      done={({ name }) => `${name} was created`}
      onStored={onCreated}
    >
      {(form) => (
        <>
          <TextInput
            label="Name"
            description="The program or place that will use it."
            required
            data-autofocus
            maxLength={80}
            {...form.getInputProps("name")}
          />
          <Group grow align="flex-start">
            <Select label="Expires" data={EXPIRIES} {...form.getInputProps("expiry")} />
            {form.values.expiry === "date" && (
              <TextInput label="Last day" type="date" {...form.getInputProps("expires_at")} />
            )}
          </Group>
          {form.values.expiry === "never" && (
            <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />}>
              A key without an end works until somebody revokes it, also when it has leaked.
            </Alert>
          )}
          <Select
            label="Only for one client"
            data={[{ value: "", label: "The whole organization" }, ...clientOptions(clients)]}
            {...form.getInputProps("client_id")}
          />
          <Input.Wrapper label="Permissions" description="Give only what the program needs." labelElement="div">
            <div style={{ marginTop: 8, border: "1px solid var(--line)", borderRadius: 8, overflow: "hidden" }}>
              <PermissionMatrix
                value={form.values.permissions}
                grantable={held}
                onChange={(permissions) => form.setFieldValue("permissions", permissions)}
              />
            </div>
            {form.errors["permissions"] !== undefined && <Input.Error mt={6}>{form.errors["permissions"]}</Input.Error>}
          </Input.Wrapper>
        </>
      )}
    </FormDrawer>
  );
}
