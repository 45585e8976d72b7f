import { Button, Code, Drawer, Group, Stack, Text } from "@mantine/core";

import type { AuditEntry } from "../../../api/models";
import type { DialogState } from "../../../components/dialog-state";
import { exactTime } from "../../../text/time";
import { inSentence, words } from "../../../text/words";
import { actionWords, changesOf } from "./changes";
import classes from "./entry-drawer.module.css";
import type { AuditSearch } from "./search";
import { nameOfActor } from "./subject";

interface EntryDrawerProps {
  dialog: DialogState<AuditEntry>;
  onFilter: (patch: AuditSearch) => void;
}

/** One entry in full: the change field by field, and where it came from. */
export function EntryDrawer({ dialog, onFilter }: EntryDrawerProps) {
  const entry = dialog.subject;
  if (entry === null) return null;
  const filter = (patch: AuditSearch) => {
    dialog.close();
    onFilter(patch);
  };
  return (
    <Drawer
      opened={dialog.opened}
      onClose={dialog.close}
      position="right"
      size={560}
      title={actionWords(entry.action)}
      styles={{ title: { fontWeight: 640, fontSize: "1.0625rem" } }}
    >
      <Stack gap="lg">
        <Facts entry={entry} />
        <Changes entry={entry} />
        <Group gap="xs">
          {entry.actor.id !== null && (
            <Button variant="default" size="compact-md" onClick={() => filter({ actor_id: entry.actor.id ?? undefined })}>
              More by {nameOfActor(entry.actor)}
            </Button>
          )}
          {entry.target_id !== null && (
            <Button
              variant="default"
              size="compact-md"
              onClick={() => filter({ target: entry.target, target_id: entry.target_id ?? undefined })}
            >
              History of this {inSentence(words(entry.target))}
            </Button>
          )}
        </Group>
      </Stack>
    </Drawer>
  );
}

function Facts({ entry }: { entry: AuditEntry }) {
  return (
    <dl className={classes["facts"]}>
      <dt>Who</dt>
      <dd>{nameOfActor(entry.actor)}</dd>
      <dt>When</dt>
      <dd>{exactTime(entry.occurred_at)}</dd>
      <dt>Action</dt>
      <dd>
        <Code>{entry.action}</Code>
      </dd>
      <dt>{words(entry.target)}</dt>
      <dd>
        <Code>{entry.target_id ?? "–"}</Code>
      </dd>
      {entry.address !== "" && (
        <>
          <dt>Address</dt>
          <dd>{entry.address}</dd>
        </>
      )}
      <dt>Request</dt>
      <dd>
        <Code>{entry.request_id}</Code>
      </dd>
    </dl>
  );
}

function Changes({ entry }: { entry: AuditEntry }) {
  const changes = changesOf(entry.before, entry.after);
  if (changes.length === 0) return <Text c="dimmed">No fields were recorded with this entry.</Text>;
  return (
    <div className={classes["changes"]}>
      {changes.map(({ field, before, after }) => (
        <section key={field} className={classes["change"]}>
          <Text size="sm" fw={600}>
            {words(field)}
          </Text>
          {before !== null && (
            <del className={classes["before"]} aria-label={`Before: ${before}`}>
              {before}
            </del>
          )}
          {after !== null && (
            <ins className={classes["after"]} aria-label={`After: ${after}`}>
              {after}
            </ins>
          )}
        </section>
      ))}
    </div>
  );
}
