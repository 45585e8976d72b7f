import { SimpleGrid, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconBriefcase, IconFolders, IconMail, IconUsers } from "@tabler/icons-react";

import { Figure, Figures } from "../../../components/figure";
import { PageHeader } from "../../../components/page-header";
import { useCan, useMe } from "../../../session/me";
import { countOf } from "../../../text/quantities";
import { counted } from "../../../text/words";
import { clientChoices } from "../clients/queries";
import { projectChoices } from "../projects/queries";
import { useRoles } from "../roles/queries";
import { Activity } from "./activity";
import { FirstSteps, useFirstStepsKnown } from "./first-steps";
import { NewestProjects } from "./newest-projects";
import { pendingInvitations } from "./queries";

export function OverviewPage() {
  const { user, organization } = useMe();
  const can = useCan();
  const placed = useFirstStepsKnown();
  const firstName = user?.name.split(" ")[0] ?? "";
  return (
    <>
      <PageHeader title="Overview" description={`Hello ${firstName}. This is ${organization?.name ?? "your organization"} now.`} />
      <Counts />
      <FirstSteps />
      <SimpleGrid
        cols={{ base: 1, md: can("auth:audit:read") ? 2 : 1 }}
        spacing={20}
        style={{ alignItems: "start", visibility: placed ? "visible" : "hidden" }}
      >
        {can("auth:audit:read") && <Activity />}
        <Stack gap={20}>{can("auth:projects:read") && <NewestProjects />}</Stack>
      </SimpleGrid>
    </>
  );
}

function Counts() {
  const can = useCan();
  const roles = useRoles();
  const clients = useQuery({ ...clientChoices, enabled: can("auth:clients:read") });
  const projects = useQuery({ ...projectChoices, enabled: can("auth:projects:read") });
  const invitations = useQuery({ ...pendingInvitations, enabled: can("auth:invitations:read") });
  const members = roles.reduce((sum, role) => sum + role.member_count, 0);
  const owners = roles.find((role) => role.key === "owner")?.member_count ?? 0;
  return (
    <Figures>
      {can("auth:members:read") && can("auth:roles:read") && (
        <Figure
          label="Members"
          value={roles.length === 0 ? undefined : members}
          detail={roles.length === 0 ? "" : counted(owners, "owner")}
          icon={IconUsers}
          to="/members"
        />
      )}
      {can("auth:clients:read") && (
        <Figure label="Clients" value={countOf(clients.data)} detail="in use" icon={IconBriefcase} to="/clients" />
      )}
      {can("auth:projects:read") && (
        <Figure label="Projects" value={countOf(projects.data)} detail="in use" icon={IconFolders} to="/projects" />
      )}
      {can("auth:invitations:read") && (
        <Figure label="Invitations" value={countOf(invitations.data)} detail="waiting for an answer" icon={IconMail} to="/invitations" />
      )}
    </Figures>
  );
}
