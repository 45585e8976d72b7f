import { Button, Code, Text, Tooltip } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { IconKey, IconKeyOff, IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";

import { api, unwrap } from "../../../api/client";
import type { ApiKey, IssuedApiKey } from "../../../api/models";
import { ConfirmDialog } from "../../../components/confirm-dialog";
import { CopyOnce } from "../../../components/copy-once";
import { type Column, DataTable } from "../../../components/data-table";
import { type DialogState, useDialog } from "../../../components/dialog-state";
import { EmptyState } from "../../../components/empty-state";
import { FilterBar, FilterSelect, SearchField } from "../../../components/filter-bar";
import { PageHeader } from "../../../components/page-header";
import { Panel } from "../../../components/panel";
import { Titled } from "../../../components/person";
import { RelativeTime } from "../../../components/relative-time";
import { useSearchState } from "../../../components/search-state";
import { StatusBadge } from "../../../components/status-badge";
import { Guarded } from "../../../layout/problem-page";
import { useCan } from "../../../session/me";
import { counted, words } from "../../../text/words";
import { CreateApiKey } from "./create-form";
import { apiKeyList } from "./queries";
import { API_KEY_STATUSES, type ApiKeySearch } from "./search";

export function ApiKeysPage() {
  return (
    <Guarded permission="auth:api_keys:read" title="API keys">
      <ApiKeys />
    </Guarded>
  );
}

function ApiKeys() {
  const writes = useCan()("auth:api_keys:write");
  const { search, change, clear } = useSearchState<ApiKeySearch>();
  const keys = useInfiniteQuery(apiKeyList(search));
  const creating = useDialog();
  const secret = useDialog<IssuedApiKey>();
  const revoking = useDialog<ApiKey>();
  const filtered = search.q !== undefined || search.status !== undefined;
  const actions = (key: ApiKey) =>
    key.status === "revoked"
      ? []
      : [{ label: "Revoke", icon: IconKeyOff, danger: true, onClick: () => revoking.open(key) }];
  const create = writes && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => creating.open(null)}>
      New API key
    </Button>
  );
  return (
    <>
      <PageHeader title="API keys" description="For programs. A key acts in this organization with the permissions it was given." actions={create} />
      <Panel flush>
        <FilterBar filtered={filtered} onClear={clear}>
          <SearchField label="Search by name" value={search.q} onChange={(q) => change({ q })} />
          <FilterSelect
            label="Status"
            all="All states"
            value={search.status}
            options={API_KEY_STATUSES.map((status) => ({ value: status, label: words(status) }))}
            onChange={(status) => change({ status: status as ApiKeySearch["status"] })}
          />
        </FilterBar>
        <DataTable
          label="API keys"
          columns={COLUMNS}
          query={keys}
          nameOf={(key) => key.name}
          {...(writes && { actions })}
          empty={<NoKeys filtered={filtered} onClear={clear} action={create} />}
        />
      </Panel>
      <CreateApiKey opened={creating.opened} onClose={creating.close} onCreated={secret.open} />
      <RevokeApiKey dialog={revoking} />
      <CopyOnce
        opened={secret.opened}
        onClose={secret.close}
        title={secret.subject?.name ?? ""}
        label="API key"
        value={secret.subject?.key ?? ""}
      >
        Send it as <Code>Authorization: Bearer …</Code> or <Code>X-API-Key</Code>.
      </CopyOnce>
    </>
  );
}

interface NoKeysProps {
  filtered: boolean;
  onClear: () => void;
  action: ReactNode;
}

function NoKeys({ filtered, onClear, action }: NoKeysProps) {
  if (filtered) {
    return (
      <EmptyState icon={IconKey} title="No key matches" action={<Button variant="default" onClick={onClear}>Show all</Button>}>
        Try another name, or look through all states.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={IconKey} title="No API keys yet" action={action}>
      Create one for each program that calls the API, with only the permissions it needs.
    </EmptyState>
  );
}

function RevokeApiKey({ dialog }: { dialog: DialogState<ApiKey> }) {
  const key = dialog.subject;
  if (key === null) return null;
  const params = { path: { key_id: key.id } };
  return (
    <ConfirmDialog
      opened={dialog.opened}
      onClose={dialog.close}
      title={`Revoke ${key.name}?`}
      confirmLabel="Revoke key"
      typed={key.last_used_at === null ? undefined : key.name}
      act={(headers) => unwrap(api.DELETE("/api/v1/auth/api-keys/{key_id}", { params, headers }))}
      done={`${key.name} was revoked`}
    >
      <Text>Whatever uses the key is refused at once. A revoked key never works again.</Text>
    </ConfirmDialog>
  );
}

const COLUMNS: Column<ApiKey>[] = [
  {
    header: "Name",
    render: ({ name, created_by_name }) => <Titled title={name} detail={`Made by ${created_by_name}`} />,
  },
  { header: "Key", width: 150, wideOnly: true, render: ({ prefix }) => <Code>{prefix}…</Code> },
  {
    header: "Permissions",
    width: 140,
    render: ({ permissions }) => (
      <Tooltip multiline label={permissions.join(", ")} maw={320} events={{ hover: true, focus: true, touch: true }}>
        <span>{counted(permissions.length, "permission")}</span>
      </Tooltip>
    ),
  },
  { header: "Status", width: 110, render: ({ status }) => <StatusBadge status={status} /> },
  { header: "Last used", width: 130, render: ({ last_used_at }) => last_used_at === null ? "Never" : <RelativeTime at={last_used_at} /> },
  { header: "Expires", width: 130, render: ({ expires_at }) => expires_at === null ? "Never" : <RelativeTime at={expires_at} /> },
];
