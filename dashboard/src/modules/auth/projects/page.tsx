import { Button, Code } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { IconArchive, IconArchiveOff, IconFolders, IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";

import type { Project } from "../../../api/models";
import { type Column, DataTable } from "../../../components/data-table";
import { useDialog } from "../../../components/dialog-state";
import { FilterBar, FilterSelect, SearchField } from "../../../components/filter-bar";
import { useOpenedByAddress } from "../../../components/opened-by-address";
import { PageHeader } from "../../../components/page-header";
import { Panel } from "../../../components/panel";
import { Titled } from "../../../components/person";
import { RelativeTime } from "../../../components/relative-time";
import type { RowAction } from "../../../components/row-menu";
import { useSearchState } from "../../../components/search-state";
import { StatusBadge } from "../../../components/status-badge";
import { Guarded } from "../../../layout/problem-page";
import { useCan } from "../../../session/me";
import { NoRecords } from "../clients/no-records";
import { ArchivedSwitch } from "../clients/page";
import { clientOptions, useClients } from "../clients/queries";
import { ArchiveProject, DeleteProject } from "./archive-delete";
import { ProjectForm } from "./project-form";
import { projectList } from "./queries";
import type { ProjectSearch } from "./search";

export function ProjectsPage() {
  return (
    <Guarded permission="auth:projects:read" title="Projects">
      <Projects />
    </Guarded>
  );
}

function Projects() {
  const writes = useCan()("auth:projects:write");
  const { search, change, clear } = useSearchState<ProjectSearch>();
  const projects = useInfiniteQuery(projectList(search));
  const clients = useClients();
  const editing = useDialog<Project | null>();
  const archiving = useDialog<Project>();
  const deleting = useDialog<Project>();
  useOpenedByAddress(writes && search.create === true, () => editing.open(null), () => change({ create: undefined }));
  const actions = (project: Project) => writeActions(project, editing.open, archiving.open, deleting.open);
  const create = writes && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => editing.open(null)}>
      New project
    </Button>
  );
  return (
    <>
      <PageHeader title="Projects" description="Pieces of work, each for one client." actions={create} />
      <Panel flush>
        <FilterBar
          filtered={search.q !== undefined || search.client_id !== undefined}
          onClear={() => change({ q: undefined, client_id: undefined })}
        >
          <SearchField label="Search by name or code" value={search.q} onChange={(q) => change({ q })} />
          <FilterSelect
            label="Client"
            all="All clients"
            value={search.client_id}
            options={clientOptions(clients)}
            onChange={(client_id) => change({ client_id })}
          />
          <ArchivedSwitch value={search.archived} onChange={(archived) => change({ archived })} />
        </FilterBar>
        <DataTable
          label="Projects"
          columns={columns(writes ? editing.open : undefined)}
          query={projects}
          expected={8}
          sort={search.sort ?? "name"}
          onSort={(sort) => change({ sort: sort as ProjectSearch["sort"] })}
          nameOf={(project) => project.name}
          {...(writes && { actions, onOpen: editing.open })}
          empty={<NoRecords icon={IconFolders} noun="project" search={search} onClear={clear} action={create} />}
        />
      </Panel>
      <ProjectForm dialog={editing} clientId={search.client_id} />
      <ArchiveProject dialog={archiving} />
      <DeleteProject dialog={deleting} />
    </>
  );
}

type Open = (project: Project) => void;

function writeActions(project: Project, edit: Open, archive: Open, remove: Open): RowAction[] {
  return [
    { label: "Edit", icon: IconPencil, onClick: () => edit(project) },
    {
      label: project.is_archived ? "Bring back" : "Archive",
      icon: project.is_archived ? IconArchiveOff : IconArchive,
      onClick: () => archive(project),
    },
    { label: "Delete", icon: IconTrash, danger: true, onClick: () => remove(project) },
  ];
}

function columns(open: Open | undefined): Column<Project>[] {
  return [
    {
      header: "Name",
      sort: "name",
      render: (project) => (
        <Titled
          title={project.name}
          detail={project.description}
          onOpen={open && (() => open(project))}
          badge={project.is_archived && <StatusBadge status="archived" />}
        />
      ),
    },
    { header: "Client", width: "22%", render: ({ client_name }) => client_name },
    { header: "Code", width: "20%", render: ({ code }) => <Code>{code}</Code> },
    { header: "Created", sort: "created_at", width: 140, wideOnly: true, render: ({ created_at }) => <RelativeTime at={created_at} /> },
  ];
}
