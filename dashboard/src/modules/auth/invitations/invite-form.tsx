import { Select, TextInput } from "@mantine/core";
import { isEmail, isNotEmpty } from "@mantine/form";

import { api, unwrap } from "../../../api/client";
import type { IssuedInvitation } from "../../../api/models";
import { FormDrawer } from "../../../components/form-drawer";
import { useMe } from "../../../session/me";
import { roleOptions, useRoles } from "../roles/queries";

interface InviteFormProps {
  opened: boolean;
  onClose: () => void;
  onInvited: (invitation: IssuedInvitation) => void;
}

export function InviteForm({ opened, onClose, onInvited }: InviteFormProps) {
  const { permissions } = useMe();
  // Nobody gives what they do not hold, so only those roles are offered.
  const roles = useRoles().filter((role) => role.permissions.every((name) => permissions.includes(name)));
  const usual = roles.find((role) => role.key === "member") ?? roles.at(-1);
  return (
    <FormDrawer
      key={usual?.id ?? "waiting"}
      opened={opened}
      onClose={onClose}
      title="Invite somebody"
      submitLabel="Create invitation"
      initialValues={{ email: "", role_id: usual?.id ?? "" }}
      validate={{ email: isEmail("Enter an email address"), role_id: isNotEmpty("Choose a role") }}
      send={(body, headers) => unwrap(api.POST("/api/v1/auth/invitations", { body, headers }))}
      done={({ email }) => `${email} is invited`}
      onStored={onInvited}
    >
      {(form) => (
        <>
          <TextInput label="Email" type="email" required data-autofocus maxLength={254} {...form.getInputProps("email")} />
          <Select
            label="Role"
            description="What they may do. It can be changed later."
            required
            data={roleOptions(roles)}
            {...form.getInputProps("role_id")}
          />
        </>
      )}
    </FormDrawer>
  );
}
