import { Group, Loader, Menu, ScrollArea, Text, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconCheck, IconPlus, IconSelector } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";

import { api, unwrap } from "../api/client";
import { useDialog } from "../components/dialog-state";
import { NewOrganization } from "../modules/auth/organizations/new-organization";
import { workFor } from "../session/entrance";
import { useCan, useMe } from "../session/me";
import classes from "./scope-switcher.module.css";

/** For whom this tab works: organization, and within it a client and a project that usage is attributed to. */
export function ScopeSwitcher() {
  return (
    <Group gap={2} wrap="nowrap" className={classes["row"]}>
      <OrganizationMenu />
      <Group gap={2} wrap="nowrap" className={classes["row"]} visibleFrom="md">
        <span className={classes["slash"]} aria-hidden>
          /
        </span>
        <WorkSwitcher />
      </Group>
    </Group>
  );
}

/** The client and project alone; where the header is short of room it stands in the menu. */
export function WorkSwitcher() {
  const can = useCan();
  const { organization } = useMe();
  if (organization === null || !can("auth:clients:read") || !can("auth:projects:read")) return null;
  return <WorkMenu organization={organization.id} />;
}

function OrganizationMenu() {
  const { organization, organizations } = useMe();
  const navigate = useNavigate();
  const creating = useDialog();
  const enter = async (id: string) => {
    await navigate({ to: "/" });
    await workFor({ organization: id });
  };
  return (
    <>
      <Menu position="bottom-start" width={270}>
        <Switch label={`Organization: ${organization?.name ?? "none"}`}>
          <Initial name={organization?.name ?? "?"} />
          <Text span fw={600} truncate>
            {organization?.name ?? "No organization"}
          </Text>
        </Switch>
        <Menu.Dropdown>
          <Menu.Label>Organizations</Menu.Label>
          <ScrollArea.Autosize mah={320}>
            {organizations.map(({ id, name, role }) => (
              <Menu.Item
                key={id}
                leftSection={<Initial name={name} />}
                rightSection={id === organization?.id && <IconCheck size={16} aria-label="Current" />}
                onClick={() => id !== organization?.id && void enter(id)}
              >
                <Text truncate>{name}</Text>
                <Text size="xs" c="dimmed" truncate>
                  {role.name}
                </Text>
              </Menu.Item>
            ))}
          </ScrollArea.Autosize>
          <Menu.Divider />
          <Menu.Item leftSection={<IconPlus size={16} />} onClick={() => creating.open(null)}>
            New organization
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <NewOrganization opened={creating.opened} onClose={creating.close} onCreated={({ id }) => void enter(id)} />
    </>
  );
}

const NO_CLIENT = "Whole organization";

function WorkMenu({ organization }: { organization: string }) {
  const { client, project } = useMe();
  const [opened, setOpened] = useState(false);
  const choose = (scope: { client?: string; project?: string }) => void workFor({ organization, ...scope });
  return (
    <Menu position="bottom-start" width={290} opened={opened} onChange={setOpened}>
      <Switch label={`Working for: ${project?.name ?? client?.name ?? NO_CLIENT}`}>
        <Text span c={client === null ? "dimmed" : undefined} truncate>
          {project?.name ?? client?.name ?? NO_CLIENT}
        </Text>
      </Switch>
      <Menu.Dropdown>
        <Menu.Label>Attribute usage and cost to</Menu.Label>
        <Menu.Item rightSection={client === null && <IconCheck size={16} aria-label="Current" />} onClick={() => choose({})}>
          {NO_CLIENT}
        </Menu.Item>
        {opened && <WorkChoices onChoose={choose} clientId={client?.id} projectId={project?.id} />}
      </Menu.Dropdown>
    </Menu>
  );
}

interface WorkChoicesProps {
  clientId: string | undefined;
  projectId: string | undefined;
  onChoose: (scope: { client?: string; project?: string }) => void;
}

function WorkChoices({ clientId, projectId, onChoose }: WorkChoicesProps) {
  const query = { limit: 200, is_archived: false, sort: "name" } as const;
  const clients = useQuery({
    queryKey: ["clients", "choices"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/auth/clients", { params: { query }, signal })),
  });
  const projects = useQuery({
    queryKey: ["projects", "choices"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/auth/projects", { params: { query }, signal })),
  });
  if (clients.data === undefined || projects.data === undefined) return <Loader size="xs" m="sm" />;
  return (
    <ScrollArea.Autosize mah={360}>
      {clients.data.items.map(({ id, name }) => (
        <div key={id}>
          <Choice label={name} current={id === clientId && projectId === undefined} onClick={() => onChoose({ client: id })} />
          {projects.data.items
            .filter((project) => project.client_id === id)
            .map((project) => (
              <Choice
                key={project.id}
                nested
                label={project.name}
                current={project.id === projectId}
                onClick={() => onChoose({ client: id, project: project.id })}
              />
            ))}
        </div>
      ))}
    </ScrollArea.Autosize>
  );
}

interface ChoiceProps {
  label: string;
  current: boolean;
  nested?: boolean;
  onClick: () => void;
}

function Choice({ label, current, nested = false, onClick }: ChoiceProps) {
  return (
    <Menu.Item
      pl={nested ? 28 : undefined}
      fw={nested ? 400 : 550}
      rightSection={current && <IconCheck size={16} aria-label="Current" />}
      onClick={onClick}
    >
      <Text inherit truncate>
        {label}
      </Text>
    </Menu.Item>
  );
}

function Switch({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Menu.Target>
      <UnstyledButton className={classes["switch"]} aria-label={label}>
        {children}
        <IconSelector size={15} aria-hidden className={classes["arrows"]} />
      </UnstyledButton>
    </Menu.Target>
  );
}

function Initial({ name }: { name: string }) {
  return (
    <span className={classes["initial"]} aria-hidden>
      {name.charAt(0).toUpperCase()}
    </span>
  );
}
