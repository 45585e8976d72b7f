import { TextInput } from "@mantine/core";

import { api, unwrap } from "../../../api/client";
import type { Organization } from "../../../api/models";
import { FormDrawer } from "../../../components/form-drawer";

interface NewOrganizationProps {
  opened: boolean;
  onClose: () => void;
  onCreated: (organization: Organization) => void;
}

export function NewOrganization({ opened, onClose, onCreated }: NewOrganizationProps) {
  return (
    <FormDrawer
      opened={opened}
      onClose={onClose}
      title="New organization"
      submitLabel="Create organization"
      initialValues={{ name: "" }}
      validate={{ name: (name) => (name.trim() === "" ? "Give the organization a name" : null) }}
      send={(body, headers) => unwrap(api.POST("/api/v1/auth/organizations", { body, headers }))}
      done={({ name }) => `${name} is ready`}
      onStored={onCreated}
    >
      {(form) => (
        <TextInput
          label="Name"
          description="As your colleagues and customers know it. You become its owner."
          required
          data-autofocus
          maxLength={100}
          {...form.getInputProps("name")}
        />
      )}
    </FormDrawer>
  );
}
