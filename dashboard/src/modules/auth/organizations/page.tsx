import { Code, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { api, unwrap } from "../../../api/client";
import type { Organization } from "../../../api/models";
import { PageHeader } from "../../../components/page-header";
import { Panel } from "../../../components/panel";
import { ProblemAlert } from "../../../components/problem-alert";
import { SaveForm } from "../../../components/save-form";
import { Guarded } from "../../../layout/problem-page";
import { useCan, useMe } from "../../../session/me";
import { day } from "../../../text/time";

export function OrganizationPage() {
  return (
    <Guarded permission="auth:organization:read" title="Organization">
      <Settings />
    </Guarded>
  );
}

function Settings() {
  const id = useMe().organization?.id ?? "";
  const organization = useQuery({
    queryKey: ["organizations", id],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/auth/organizations/{organization_id}", { params: { path: { organization_id: id } }, signal })),
  });
  return (
    <>
      <PageHeader title="Organization" description="How the organization is called, here and in the API." />
      {organization.isPending && <Skeleton height={320} radius={10} />}
      {organization.isError && <ProblemAlert error={organization.error} retry={() => void organization.refetch()} />}
      {organization.isSuccess && <Names key={organization.data.version} organization={organization.data} />}
    </>
  );
}

const SLUG = /^[a-z0-9][a-z0-9-]*$/;

function Names({ organization }: { organization: Organization }) {
  const writes = useCan()("auth:organization:write");
  const { id, name, slug, created_at } = organization;
  return (
    <Stack gap="lg">
      <Panel title="Name">
        <SaveForm
          initialValues={{ name, slug }}
          validate={{
            name: (value) => (value.trim() === "" ? "Give the organization a name" : null),
            slug: (value) => (SLUG.test(value) ? null : "Use small letters, digits and dashes"),
          }}
          record={organization}
          readOnly={!writes}
          send={(body, headers) =>
            unwrap(api.PATCH("/api/v1/auth/organizations/{organization_id}", { params: { path: { organization_id: id } }, body, headers }))
          }
          submitLabel="Save"
          done="The organization was saved"
        >
          {(form) => (
            <>
              <TextInput label="Name" maxLength={100} readOnly={!writes} {...form.getInputProps("name")} />
              <TextInput
                label="Short name"
                description="Programs may send it in place of the id. The old one stops working when you change it."
                maxLength={60}
                readOnly={!writes}
                {...form.getInputProps("slug")}
              />
              {!writes && <Text c="dimmed">Only owners can change these.</Text>}
            </>
          )}
        </SaveForm>
      </Panel>
      <Panel title="For programs">
        <Stack gap="xs">
          <Text>
            Requests name the organization in the header <Code>X-Fivefold-Organization</Code>, by id or short name.
          </Text>
          <Code block>{id}</Code>
          <Text size="sm" c="dimmed">
            Here since {day(created_at)}
          </Text>
        </Stack>
      </Panel>
    </Stack>
  );
}
