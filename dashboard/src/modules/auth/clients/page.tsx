import { Button, Code, SegmentedControl } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { IconArchive, IconArchiveOff, IconBriefcase, IconFolders, IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";

import type { Client } from "../../../api/models";
import { type Column, DataTable } from "../../../components/data-table";
import { useDialog } from "../../../components/dialog-state";
import { FilterBar, SearchField } from "../../../components/filter-bar";
import { PageHeader } from "../../../components/page-header";
import { Panel } from "../../../components/panel";
import { Titled } from "../../../components/person";
import { RelativeTime } from "../../../components/relative-time";
import type { RowAction } from "../../../components/row-menu";
import { useSearchState } from "../../../components/search-state";
import { StatusBadge } from "../../../components/status-badge";
import { useOpenedByAddress } from "../../../components/opened-by-address";
import { Guarded } from "../../../layout/problem-page";
import { useCan } from "../../../session/me";
import { counted } from "../../../text/words";
import { ArchiveClient, DeleteClient } from "./archive-delete";
import { ClientForm } from "./client-form";
import { NoRecords } from "./no-records";
import { clientList } from "./queries";
import type { ClientSearch } from "./search";

export function ClientsPage() {
  return (
    <Guarded permission="auth:clients:read" title="Clients">
      <Clients />
    </Guarded>
  );
}

function Clients() {
  const can = useCan();
  const writes = can("auth:clients:write");
  const navigate = useNavigate();
  const { search, change, clear } = useSearchState<ClientSearch>();
  const clients = useInfiniteQuery(clientList(search));
  const editing = useDialog<Client | null>();
  const archiving = useDialog<Client>();
  const deleting = useDialog<Client>();
  useOpenedByAddress(writes && search.create === true, () => editing.open(null), () => change({ create: undefined }));
  const seeProjects = (client: Client) => void navigate({ to: "/projects", search: { client_id: client.id } });
  const actions = (client: Client): RowAction[] => [
    { label: "See projects", icon: IconFolders, onClick: () => seeProjects(client) },
    ...(writes ? writeActions(client, editing.open, archiving.open, deleting.open) : []),
  ];
  const create = writes && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => editing.open(null)}>
      New client
    </Button>
  );
  return (
    <>
      <PageHeader title="Clients" description="For whom the organization works. Usage and cost are attributed to clients and their projects." actions={create} />
      <Panel flush>
        <FilterBar filtered={search.q !== undefined} onClear={() => change({ q: undefined })}>
          <SearchField label="Search by name or code" value={search.q} onChange={(q) => change({ q })} />
          <ArchivedSwitch value={search.archived} onChange={(archived) => change({ archived })} />
        </FilterBar>
        <DataTable
          label="Clients"
          columns={columns(writes ? editing.open : undefined)}
          query={clients}
          sort={search.sort ?? "name"}
          onSort={(sort) => change({ sort: sort as ClientSearch["sort"] })}
          nameOf={(client) => client.name}
          actions={actions}
          {...(writes && { onOpen: editing.open })}
          empty={<NoRecords icon={IconBriefcase} noun="client" search={search} onClear={clear} action={create} />}
        />
      </Panel>
      <ClientForm dialog={editing} />
      <ArchiveClient dialog={archiving} />
      <DeleteClient dialog={deleting} />
    </>
  );
}

type Open = (client: Client) => void;

function writeActions(client: Client, edit: Open, archive: Open, remove: Open): RowAction[] {
  return [
    { label: "Edit", icon: IconPencil, onClick: () => edit(client) },
    {
      label: client.is_archived ? "Bring back" : "Archive",
      icon: client.is_archived ? IconArchiveOff : IconArchive,
      onClick: () => archive(client),
    },
    {
      label: "Delete",
      icon: IconTrash,
      danger: true,
      disabled: client.project_count > 0 ? `${counted(client.project_count, "project")} belong to it` : undefined,
      onClick: () => remove(client),
    },
  ];
}

interface ArchivedSwitchProps {
  value: boolean | undefined;
  onChange: (archived: boolean | undefined) => void;
}

export function ArchivedSwitch({ value, onChange }: ArchivedSwitchProps) {
  return (
    <SegmentedControl
      aria-label="Which to show"
      size="sm"
      data={[
        { value: "current", label: "In use" },
        { value: "archived", label: "Archived" },
      ]}
      value={value === true ? "archived" : "current"}
      onChange={(next) => onChange(next === "archived" ? true : undefined)}
    />
  );
}

function columns(open: Open | undefined): Column<Client>[] {
  return [
    {
      header: "Name",
      sort: "name",
      render: (client) => (
        <Titled
          title={client.name}
          detail={client.description}
          onOpen={open && (() => open(client))}
          badge={client.is_archived && <StatusBadge status="archived" />}
        />
      ),
    },
    { header: "Code", width: "20%", render: ({ code }) => <Code>{code}</Code> },
    {
      header: "Projects",
      width: 130,
      render: ({ id, project_count }) =>
        project_count === 0 ? (
          "None"
        ) : (
          <Link to="/projects" search={{ client_id: id }} style={{ color: "var(--mantine-color-anchor)" }}>
            {counted(project_count, "project")}
          </Link>
        ),
    },
    { header: "Created", sort: "created_at", width: 150, wideOnly: true, render: ({ created_at }) => <RelativeTime at={created_at} /> },
  ];
}
