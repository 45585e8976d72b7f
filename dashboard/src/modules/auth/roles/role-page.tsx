import { Alert, Button, Group, Skeleton, Stack, Textarea, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery } from "@tanstack/react-query";
import { IconLock } from "@tabler/icons-react";
import { useBlocker, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";

import { api, newKey, unwrap, writing } from "../../../api/client";
import { refreshAll } from "../../../api/listing";
import type { Role } from "../../../api/models";
import { Problem } from "../../../api/problem";
import { isAboutFields, knownFields } from "../../../components/form-drawer";
import { PageHeader } from "../../../components/page-header";
import { Panel } from "../../../components/panel";
import { ProblemAlert } from "../../../components/problem-alert";
import { sendOnce } from "../../../components/send-once";
import { useSearchState } from "../../../components/search-state";
import { Guarded } from "../../../layout/problem-page";
import { useCan, useMe } from "../../../session/me";
import { PermissionMatrix } from "./permission-matrix";
import { roleById } from "./queries";

const TRAIL = [{ label: "Roles", to: "/roles" }] as const;

/** One role: its name and its permissions. "new" in the address makes one, `?from=` copies another's permissions. */
export function RolePage() {
  const { roleId } = useParams({ from: "/shell/roles/$roleId" });
  const { from } = useSearchState<{ from?: string }>().search;
  return (
    <Guarded permission="auth:roles:read" title="Role">
      {roleId === "new" ? <NewRole from={from} /> : <ExistingRole key={roleId} id={roleId} />}
    </Guarded>
  );
}

function NewRole({ from }: { from: string | undefined }) {
  const template = useQuery({ ...roleById(from ?? ""), enabled: from !== undefined });
  const { permissions } = useMe();
  if (from !== undefined && template.isPending) return <Waiting title="New role" />;
  const copied = template.data?.permissions.filter((name) => permissions.includes(name)) ?? [];
  return (
    <>
      <PageHeader title="New role" trail={TRAIL} />
      <RoleForm stored={null} initial={{ name: "", description: "", permissions: copied }} />
    </>
  );
}

function ExistingRole({ id }: { id: string }) {
  const role = useQuery(roleById(id));
  if (role.isPending) return <Waiting title="Role" />;
  if (role.isError) {
    return (
      <>
        <PageHeader title="Role" trail={TRAIL} />
        <ProblemAlert error={role.error} retry={() => void role.refetch()} />
      </>
    );
  }
  const { name, description, permissions } = role.data;
  return (
    <>
      <PageHeader title={name} trail={TRAIL} />
      <RoleForm key={role.data.version} stored={role.data} initial={{ name, description, permissions }} />
    </>
  );
}

function Waiting({ title }: { title: string }) {
  return (
    <>
      <PageHeader title={title} trail={TRAIL} />
      <Skeleton height={420} radius={10} />
    </>
  );
}

type RoleValues = {
  name: string;
  description: string;
  permissions: string[];
};

function RoleForm({ stored, initial }: { stored: Role | null; initial: RoleValues }) {
  const { permissions: held } = useMe();
  const can = useCan();
  const navigate = useNavigate();
  const [key] = useState(newKey);
  const readOnly = stored?.is_builtin === true || !can("auth:roles:write");
  const form = useForm<RoleValues>({ initialValues: initial, validate: { name: isNotEmpty("Give the role a name") } });
  const saving = useMutation({
    mutationFn: (body: RoleValues) => save(stored, body, key),
    onSuccess: async ({ name }) => {
      form.resetDirty();
      notifications.show({ message: stored === null ? `${name} was created` : `${name} was saved` });
      await navigate({ to: "/roles", ignoreBlocker: true });
      await refreshAll();
    },
    onError: (error) => error instanceof Problem && form.setErrors(knownFields(form.getValues(), error)),
  });
  useBlocker({
    shouldBlockFn: () => form.isDirty() && !window.confirm("Leave without saving this role?"),
    enableBeforeUnload: () => form.isDirty(),
  });
  return (
    <form noValidate onSubmit={form.onSubmit(sendOnce((values) => saving.mutate(values), saving.isPending))}>
      <Stack>
        {stored?.is_builtin === true && (
          <Alert color="gray" icon={<IconLock aria-hidden />}>
            Built-in roles stay as they are. Copy it as a new role to change something.
          </Alert>
        )}
        {saving.isError && !isAboutFields(form, saving.error) && <SavingProblem error={saving.error} />}
        {!readOnly && (
          <Panel>
            <Stack maw={520}>
              <TextInput label="Name" required maxLength={80} autoFocus={stored === null} {...form.getInputProps("name")} />
              <Textarea label="Description" autosize minRows={2} maxLength={500} {...form.getInputProps("description")} />
            </Stack>
          </Panel>
        )}
        <Panel title="Permissions" flush>
          <PermissionMatrix
            value={form.values.permissions}
            grantable={held}
            error={form.errors["permissions"]}
            {...(!readOnly && { onChange: (permissions: string[]) => form.setFieldValue("permissions", permissions) })}
          />
        </Panel>
        {!readOnly && (
          <Group justify="flex-end">
            <Button variant="default" onClick={() => void navigate({ to: "/roles" })}>
              Cancel
            </Button>
            <Button type="submit" loading={saving.isPending}>
              {stored === null ? "Create role" : "Save role"}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}

function SavingProblem({ error }: { error: unknown }) {
  const stale = error instanceof Problem && error.status === 412;
  return (
    <ProblemAlert error={error} {...(stale && { retry: () => void refreshAll(), retryLabel: "Load the newest version" })} />
  );
}

function save(role: Role | null, body: RoleValues, key: string): Promise<Role> {
  const headers = writing(key, role);
  if (role === null) return unwrap(api.POST("/api/v1/auth/roles", { body, headers }));
  return unwrap(api.PATCH("/api/v1/auth/roles/{role_id}", { params: { path: { role_id: role.id } }, body, headers }));
}
