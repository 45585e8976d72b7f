import { Badge, Group, SimpleGrid, Skeleton, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconLock } from "@tabler/icons-react";

import { api, unwrap } from "../../api/client";
import type { InstanceOverview } from "../../api/models";
import { EmptyState } from "../../components/empty-state";
import { Figure, Figures } from "../../components/figure";
import { PageHeader } from "../../components/page-header";
import { Panel } from "../../components/panel";
import { ProblemAlert } from "../../components/problem-alert";
import { useMe } from "../../session/me";
import { duration, fileSize, milliseconds } from "../../text/quantities";

const REFRESH_MILLISECONDS = 5000;

/** For operators of the instance; owners of organizations do not see it. */
export function OperationsPage() {
  const { user } = useMe();
  if (user?.is_operator === true) return <Operations />;
  return (
    <>
      <PageHeader title="Operations" />
      <Panel>
        <EmptyState icon={IconLock} title="Only operators see the instance">
          An operator is appointed on the server with the fivefold command.
        </EmptyState>
      </Panel>
    </>
  );
}

function Operations() {
  const overview = useQuery({
    queryKey: ["operations"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/operations/overview", { signal })),
    refetchInterval: REFRESH_MILLISECONDS,
  });
  return (
    <>
      <PageHeader title="Operations" description="How this instance is, across all organizations. Refreshes every five seconds." />
      {overview.isError && <ProblemAlert error={overview.error} retry={() => void overview.refetch()} />}
      {overview.isPending && <Skeleton height={480} radius={10} />}
      {overview.data !== undefined && <Look instance={overview.data} />}
    </>
  );
}

function Look({ instance }: { instance: InstanceOverview }) {
  const { database } = instance;
  return (
    <>
      <Figures>
        <Figure label="Version" value={instance.version} detail={instance.environment} />
        <Figure label="Running for" value={duration(instance.uptime_seconds)} detail={`Python ${instance.python}`} />
        <Figure label="Database" value={fileSize(database.size_bytes)} detail={database.engine} />
        <Figure
          label="Commits"
          value={database.commits.toLocaleString("en")}
          detail={`${database.queued_interactive + database.queued_background} waiting`}
        />
      </Figures>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing={20}>
        <Health instance={instance} />
        <Transactions instance={instance} />
      </SimpleGrid>
      <Stack mt={20}>
        <SlowUnits instance={instance} />
      </Stack>
    </>
  );
}

function Health({ instance: { health } }: { instance: InstanceOverview }) {
  return (
    <Panel title="Health" aside={<StateBadge status={health.status} />} flush>
      <Table verticalSpacing={10} horizontalSpacing={20}>
        <Table.Tbody>
          {health.checks.map(({ name, status, ms, detail }) => (
            <Table.Tr key={name}>
              <Table.Th fw={500}>
                {name}
                {detail != null && (
                  <Text size="sm" c="red">
                    {detail}
                  </Text>
                )}
              </Table.Th>
              <Table.Td ta="right">
                <Group gap="sm" justify="flex-end">
                  <Text size="sm" c="dimmed">
                    {milliseconds(ms / 1000)}
                  </Text>
                  <StateBadge status={status} />
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function StateBadge({ status }: { status: string }) {
  return <Badge color={{ ok: "teal", draining: "yellow" }[status] ?? "red"}>{status}</Badge>;
}

function Transactions({ instance: { database } }: { instance: InstanceOverview }) {
  const facts = [
    ["Commits", database.commits],
    ["Rolled back", database.rollbacks],
    ["Run again", database.reruns],
    ["Groups committed together", database.groups],
    ["Waiting, interactive", database.queued_interactive],
    ["Waiting, background", database.queued_background],
  ] as const;
  return (
    <Panel title="Transactions since the start" flush>
      <Table verticalSpacing={10} horizontalSpacing={20}>
        <Table.Tbody>
          {facts.map(([label, value]) => (
            <Table.Tr key={label}>
              <Table.Th fw={500}>{label}</Table.Th>
              <Table.Td ta="right">{value.toLocaleString("en")}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function SlowUnits({ instance: { database } }: { instance: InstanceOverview }) {
  return (
    <Panel title="Longest units" flush>
      <Table.ScrollContainer minWidth={480} type="native">
        <Table verticalSpacing={10} horizontalSpacing={20}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Unit</Table.Th>
              <Table.Th ta="right">Ran</Table.Th>
              <Table.Th ta="right">Mean</Table.Th>
              <Table.Th ta="right">Longest</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {(database.slowest ?? []).map(({ name, count, total_seconds, longest_seconds }) => (
              <Table.Tr key={name}>
                <Table.Td style={{ overflowWrap: "anywhere" }}>{name}</Table.Td>
                <Table.Td ta="right">{count.toLocaleString("en")}</Table.Td>
                <Table.Td ta="right">{milliseconds(total_seconds / Math.max(1, count))}</Table.Td>
                <Table.Td ta="right">{milliseconds(longest_seconds)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}
