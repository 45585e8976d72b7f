import { Alert, Anchor, Select } from "@mantine/core";
import { Link } from "@tanstack/react-router";

import { api, unwrap } from "../../../api/client";
import type { Project } from "../../../api/models";
import type { DialogState } from "../../../components/dialog-state";
import { FormDrawer } from "../../../components/form-drawer";
import { NamedFields, namedRules, type NamedValues } from "../clients/code-fields";
import { clientOptions, useClients } from "../clients/queries";

type ProjectValues = NamedValues & { client_id: string };

interface ProjectFormProps {
  dialog: DialogState<Project | null>;
  /** Chosen beforehand for a new project: the client whose projects are on the screen. */
  clientId: string | undefined;
}

/** Makes a project, or edits the one the dialog is about. */
export function ProjectForm({ dialog, clientId }: ProjectFormProps) {
  const project = dialog.subject;
  const clients = useClients();
  const only = clients.length === 1 ? clients[0] : undefined;
  const options = clientOptions(clients);
  if (project !== null && !clients.some(({ id }) => id === project.client_id)) {
    options.unshift({ value: project.client_id, label: project.client_name });
  }
  const params = { path: { project_id: project?.id ?? "" } };
  return (
    <FormDrawer<ProjectValues, Project>
      opened={dialog.opened}
      onClose={dialog.close}
      title={project === null ? "New project" : "Edit project"}
      submitLabel={project === null ? "Create project" : "Save project"}
      initialValues={valuesOf(project, clientId ?? only?.id)}
      validate={{ ...namedRules, client_id: (id) => (id === "" ? "Choose the client it is for" : null) }}
      record={project}
      send={(body, headers) =>
        project === null
          ? unwrap(api.POST("/api/v1/auth/projects", { body, headers }))
          : unwrap(api.PATCH("/api/v1/auth/projects/{project_id}", { params, body, headers }))
      }
      reload={async () => {
        const newest = await unwrap(api.GET("/api/v1/auth/projects/{project_id}", { params }));
        return { record: newest, values: valuesOf(newest, undefined) };
      }}
      done={({ name }) => (project === null ? `${name} was created` : `${name} was saved`)}
    >
      {(form) => (
        <>
          {project === null && clients.length === 0 && <ClientFirst />}
          <Select
            label="Client"
            required
            searchable
            placeholder="For whom"
            nothingFoundMessage="No such client"
            data={options}
            {...form.getInputProps("client_id")}
          />
          <NamedFields form={form} isNew={project === null} />
        </>
      )}
    </FormDrawer>
  );
}

function ClientFirst() {
  return (
    <Alert color="gray">
      A project is for a client, and there is none yet.{" "}
      <Anchor inherit renderRoot={(props) => <Link to="/clients" search={{ create: true }} {...props} />}>
        Create a client first
      </Anchor>
    </Alert>
  );
}

function valuesOf(project: Project | null, clientId: string | undefined): ProjectValues {
  return {
    client_id: project?.client_id ?? clientId ?? "",
    name: project?.name ?? "",
    code: project?.code ?? "",
    description: project?.description ?? "",
  };
}
