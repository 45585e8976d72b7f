import { Select } from "@mantine/core";

import { api, unwrap } from "../../../api/client";
import type { Member } from "../../../api/models";
import type { DialogState } from "../../../components/dialog-state";
import { FormDrawer } from "../../../components/form-drawer";
import { Person } from "../../../components/person";
import { roleOptions, useRoles } from "../roles/queries";

export function ChangeRole({ dialog }: { dialog: DialogState<Member> }) {
  const roles = useRoles();
  const member = dialog.subject;
  if (member === null) return null;
  const path = { path: { user_id: member.id } };
  return (
    <FormDrawer
      opened={dialog.opened}
      onClose={dialog.close}
      title="Change role"
      submitLabel="Change role"
      initialValues={{ role_id: member.role.id }}
      record={member}
      send={(body, headers) => unwrap(api.PATCH("/api/v1/auth/members/{user_id}", { params: path, body, headers }))}
      reload={async () => {
        const newest = await unwrap(api.GET("/api/v1/auth/members/{user_id}", { params: path }));
        return { record: newest, values: { role_id: newest.role.id } };
      }}
      done={`${member.name} has a new role`}
    >
      {(form) => (
        <>
          <Person name={member.name} detail={member.email} />
          <Select
            label="Role"
            description="Works from the next request on; nobody has to sign in again."
            data={roleOptions(roles)}
            data-autofocus
            {...form.getInputProps("role_id")}
          />
        </>
      )}
    </FormDrawer>
  );
}
