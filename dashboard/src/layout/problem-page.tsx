import { Button, Container, Group, Stack } from "@mantine/core";
import { IconCompassOff, IconLock } from "@tabler/icons-react";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { Problem } from "../api/problem";
import { EmptyState } from "../components/empty-state";
import { PageHeader } from "../components/page-header";
import { Panel } from "../components/panel";
import { ProblemAlert } from "../components/problem-alert";
import { signOut } from "../session/entrance";
import { useCan } from "../session/me";

const home = <Button renderRoot={(props) => <Link to="/" {...props} />}>Back to the overview</Button>;

export function NotFoundPage() {
  return (
    <Container component="main" size="sm" py={48}>
      <title>Not found · Fivefold</title>
      <EmptyState isPage icon={IconCompassOff} title="There is no such page" action={home}>
        The address may be mistyped, or what it led to has been removed.
      </EmptyState>
    </Container>
  );
}

/** A page that broke while it was drawn. The shell around it still works. */
export function ProblemPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = () => {
    reset();
    void router.invalidate();
  };
  if (error instanceof Problem && error.status === 404) return <NotFoundPage />;
  return (
    <Stack>
      <PageHeader title="This page could not be shown" />
      <ProblemAlert error={error} retry={again} />
    </Stack>
  );
}

/** The very first question failed: there is no shell to stand in, so the way out is here too. */
export function ShellProblem(props: ErrorComponentProps) {
  return (
    <Container size="sm" py={64}>
      <Stack>
        <ProblemPage {...props} />
        <Group>
          <Button variant="subtle" color="gray" onClick={() => void signOut().catch(() => undefined)}>
            Sign out
          </Button>
        </Group>
      </Stack>
    </Container>
  );
}

/** Shows a page to those who may see it, and says to the others whom to ask. */
export function Guarded({ permission, title, children }: { permission: string; title: string; children: ReactNode }) {
  const can = useCan();
  if (can(permission)) return children;
  return (
    <>
      <PageHeader title={title} />
      <Panel>
        <EmptyState icon={IconLock} title="Your role does not include this page" action={home}>
          Ask an owner or administrator of the organization for the permission {permission}.
        </EmptyState>
      </Panel>
    </>
  );
}
