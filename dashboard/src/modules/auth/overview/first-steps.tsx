import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconCircle, IconCircleCheckFilled } from "@tabler/icons-react";
import { Link, linkOptions, type LinkProps } from "@tanstack/react-router";

import { Panel } from "../../../components/panel";
import { useCan } from "../../../session/me";
import { clientChoices } from "../clients/queries";
import { projectChoices } from "../projects/queries";
import { useRoles } from "../roles/queries";
import classes from "./overview.module.css";
import { pendingInvitations } from "./queries";

interface Step {
  done: boolean;
  title: string;
  text: string;
  link: LinkProps;
}

/** Whether it is known if there are first steps to show. Until then what stands below them has no place yet. */
export function useFirstStepsKnown(): boolean {
  const starts = useMayStart();
  const { roles, invitations, clients, projects } = useBeginnings(starts);
  return !starts || (roles.length > 0 && [invitations, clients, projects].every((query) => !query.isPending));
}

/** For an organization that has just begun: what to do next. Gone when all of it is done. */
export function FirstSteps() {
  return useMayStart() ? <Steps /> : null;
}

function useMayStart(): boolean {
  const can = useCan();
  return ["auth:roles:read", "auth:invitations:write", "auth:clients:write", "auth:projects:write"].every(can);
}

function useBeginnings(enabled: boolean) {
  const roles = useRoles();
  const invitations = useQuery({ ...pendingInvitations, enabled });
  const clients = useQuery({ ...clientChoices, enabled });
  const projects = useQuery({ ...projectChoices, enabled });
  return { roles, invitations, clients, projects };
}

function Steps() {
  const { roles, invitations, clients, projects } = useBeginnings(true);
  if (invitations.data === undefined || clients.data === undefined || projects.data === undefined || roles.length === 0) return null;
  const members = roles.reduce((sum, role) => sum + role.member_count, 0);
  const steps: Step[] = [
    {
      done: members > 1 || invitations.data.items.length > 0,
      title: "Invite a colleague",
      text: "They get a link and choose their own password.",
      link: linkOptions({ to: "/invitations", search: { invite: true } }),
    },
    {
      done: clients.data.items.length > 0,
      title: "Create a client",
      text: "For whom the organization works.",
      link: linkOptions({ to: "/clients", search: { create: true } }),
    },
    {
      done: projects.data.items.length > 0,
      title: "Create a project",
      text: "A piece of work, for one client.",
      link: linkOptions({ to: "/projects", search: { create: true } }),
    },
  ];
  if (steps.every((step) => step.done)) return null;
  return (
    <div className={classes["lower"]}>
      <Panel title="First steps" flush>
        <ul className={classes["steps"]}>
          {steps.map((step) => (
            <StepItem key={step.title} step={step} />
          ))}
        </ul>
      </Panel>
    </div>
  );
}

function StepItem({ step: { done, title, text, link } }: { step: Step }) {
  return (
    <li className={classes["step"]} data-done={done || undefined}>
      {done ? (
        <IconCircleCheckFilled className={classes["tick"]} size={22} aria-label="Done" />
      ) : (
        <IconCircle className={classes["tick"]} size={22} stroke={1.6} aria-hidden />
      )}
      <div>
        {done ? (
          <Text fw={550} c="dimmed" td="line-through">
            {title}
          </Text>
        ) : (
          <Anchor fw={550} renderRoot={(props) => <Link {...link} {...props} />}>
            {title}
          </Anchor>
        )}
        <Text size="sm" c="dimmed">
          {text}
        </Text>
      </div>
    </li>
  );
}
