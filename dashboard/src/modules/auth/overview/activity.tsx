import { Anchor, Avatar, Skeleton, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { IconHistory } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

import type { AuditEntry } from "../../../api/models";
import { EmptyState } from "../../../components/empty-state";
import { Panel } from "../../../components/panel";
import { ProblemAlert } from "../../../components/problem-alert";
import { RelativeTime } from "../../../components/relative-time";
import { inSentence } from "../../../text/words";
import { actionWords } from "../audit/changes";
import { auditList } from "../audit/queries";
import { nameOfActor, nameOfEntry } from "../audit/subject";
import classes from "./overview.module.css";

const SHOWN = 7;

/** What happened last in the organization. */
export function Activity() {
  const entries = useInfiniteQuery(auditList({}, SHOWN));
  const items = entries.data?.pages[0]?.items ?? [];
  return (
    <Panel
      title="Recent activity"
      flush
      aside={<Anchor size="sm" renderRoot={(props) => <Link to="/audit" {...props} />}>Audit log</Anchor>}
    >
      {entries.isError && <ProblemAlert error={entries.error} retry={() => void entries.refetch()} />}
      {entries.isSuccess && items.length === 0 && (
        <EmptyState icon={IconHistory} title="Quiet so far">
          Every change anybody makes is written down here.
        </EmptyState>
      )}
      <ul className={classes["list"]}>
        {entries.isPending
          ? Array.from({ length: SHOWN }, (_, index) => (
              <li key={index} className={classes["row"]}>
                <Skeleton height={30} circle />
                <Skeleton height={12} width="70%" />
              </li>
            ))
          : items.map((entry) => <Entry key={entry.id} entry={entry} />)}
      </ul>
    </Panel>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const actor = nameOfActor(entry.actor);
  const subject = nameOfEntry(entry);
  const action = actionWords(entry.action);
  return (
    <li className={classes["row"]}>
      <Avatar name={actor} color="initials" size={30} aria-hidden />
      <div className={classes["words"]}>
        <Text truncate>
          <Text span inherit fw={550}>
            {subject ?? action}
          </Text>{" "}
          {subject !== undefined && (
            <Text span inherit c="dimmed">
              {inSentence(action)}
            </Text>
          )}
        </Text>
        <Text size="sm" c="dimmed" truncate>
          {actor}, <RelativeTime at={entry.occurred_at} />
        </Text>
      </div>
    </li>
  );
}
