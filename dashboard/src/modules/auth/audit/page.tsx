import { Button, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { IconHistoryOff } from "@tabler/icons-react";

import type { AuditEntry } from "../../../api/models";
import { type Column, DataTable } from "../../../components/data-table";
import { useDialog } from "../../../components/dialog-state";
import { EmptyState } from "../../../components/empty-state";
import { FilterBar, FilterSelect, SearchField } from "../../../components/filter-bar";
import { PageHeader } from "../../../components/page-header";
import { Panel } from "../../../components/panel";
import { Person, Titled } from "../../../components/person";
import { RelativeTime } from "../../../components/relative-time";
import { useSearchState } from "../../../components/search-state";
import { Guarded } from "../../../layout/problem-page";
import { words } from "../../../text/words";
import { actionWords } from "./changes";
import { EntryDrawer } from "./entry-drawer";
import { auditList } from "./queries";
import type { AuditSearch } from "./search";
import { nameOfActor, nameOfEntry } from "./subject";

const TARGETS = ["organization", "member", "invitation", "role", "client", "project", "api_key", "session", "user"];

export function AuditPage() {
  return (
    <Guarded permission="auth:audit:read" title="Audit log">
      <Audit />
    </Guarded>
  );
}

function Audit() {
  const { search, change, clear } = useSearchState<AuditSearch>();
  const entries = useInfiniteQuery(auditList(search));
  const looking = useDialog<AuditEntry>();
  return (
    <>
      <PageHeader title="Audit log" description="Who changed what, and when. Entries are never edited or removed." />
      <Panel flush>
        <FilterBar filtered={Object.keys(search).length > 0} onClear={clear}>
          <SearchField label="Search" value={search.q} onChange={(q) => change({ q })} />
          <FilterSelect
            label="What was changed"
            all="Everything"
            value={search.target}
            options={TARGETS.map((target) => ({ value: target, label: words(target) }))}
            onChange={(target) => change({ target })}
          />
          <TextInput
            type="date"
            aria-label="From day"
            max={search.to}
            value={search.from ?? ""}
            onChange={(event) => change({ from: event.currentTarget.value || undefined })}
          />
          <TextInput
            type="date"
            aria-label="To day"
            min={search.from}
            value={search.to ?? ""}
            onChange={(event) => change({ to: event.currentTarget.value || undefined })}
          />
        </FilterBar>
        <DataTable
          label="Audit log"
          columns={columns(looking.open)}
          query={entries}
          expected={10}
          onOpen={looking.open}
          empty={
            <EmptyState icon={IconHistoryOff} title="Nothing in this time" action={<Button variant="default" onClick={clear}>Show everything</Button>}>
              Choose other days or another kind of record.
            </EmptyState>
          }
        />
      </Panel>
      <EntryDrawer dialog={looking} onFilter={(patch) => change(patch)} />
    </>
  );
}

function columns(open: (entry: AuditEntry) => void): Column<AuditEntry>[] {
  return [
    {
      header: "What",
      render: (entry) => (
        <Titled title={actionWords(entry.action)} detail={nameOfEntry(entry)} onOpen={() => open(entry)} />
      ),
    },
    { header: "Who", width: "30%", render: ({ actor }) => <Person name={nameOfActor(actor)} /> },
    { header: "From", width: 150, wideOnly: true, render: ({ address }) => address || "–" },
    { header: "When", width: 150, render: ({ occurred_at }) => <RelativeTime at={occurred_at} /> },
  ];
}
