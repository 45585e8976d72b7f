import { Anchor, Button, Code, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconFolders } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

import { EmptyState } from "../../../components/empty-state";
import { Panel } from "../../../components/panel";
import { ProblemAlert } from "../../../components/problem-alert";
import { RelativeTime } from "../../../components/relative-time";
import { useCan } from "../../../session/me";
import classes from "./overview.module.css";
import { newestProjects } from "./queries";

const SHOWN = 7;

export function NewestProjects() {
  const projects = useQuery(newestProjects);
  const writes = useCan()("auth:projects:write");
  const items = projects.data?.items ?? [];
  return (
    <Panel
      title="Newest projects"
      flush
      aside={<Anchor size="sm" renderRoot={(props) => <Link to="/projects" {...props} />}>All projects</Anchor>}
    >
      {projects.isError && <ProblemAlert error={projects.error} retry={() => void projects.refetch()} />}
      {projects.isSuccess && items.length === 0 && (
        <EmptyState
          icon={IconFolders}
          title="No projects yet"
          action={
            writes && (
              <Button renderRoot={(props) => <Link to="/projects" search={{ create: true }} {...props} />}>New project</Button>
            )
          }
        >
          A project is a piece of work for a client.
        </EmptyState>
      )}
      <ul className={classes["list"]}>
        {projects.isPending
          ? Array.from({ length: SHOWN }, (_, index) => (
              <li key={index} className={classes["row"]}>
                <Skeleton height={12} width="60%" />
              </li>
            ))
          : items.map(({ id, name, code, client_name, created_at }) => (
              <li key={id} className={classes["row"]}>
                <div className={classes["words"]}>
                  <Text fw={550} truncate>
                    {name}
                  </Text>
                  <Text size="sm" c="dimmed" truncate>
                    {client_name}, <RelativeTime at={created_at} />
                  </Text>
                </div>
                <Code className={classes["end"]}>{code}</Code>
              </li>
            ))}
      </ul>
    </Panel>
  );
}
