import { Alert, Button, Code, CopyButton, Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";

import { asProblem } from "../api/problem";

interface ProblemAlertProps {
  error: unknown;
  /** Shown as a button when trying again can help. */
  retry?: () => void;
  retryLabel?: string;
}

/** A problem document for people: what happened, what to do, and the id to quote when asking for help. */
export function ProblemAlert({ error, retry, retryLabel = "Try again" }: ProblemAlertProps) {
  const problem = asProblem(error);
  return (
    <Alert color="red" title={problem.title} icon={<IconAlertTriangle aria-hidden />} role="alert">
      {problem.detail !== problem.title && <Text size="sm">{problem.detail}</Text>}
      <Group gap="sm" mt={retry !== undefined || problem.requestId !== null ? "xs" : 0}>
        {retry !== undefined && (
          <Button size="compact-sm" variant="default" leftSection={<IconRefresh size={14} />} onClick={retry}>
            {retryLabel}
          </Button>
        )}
        {problem.requestId !== null && <RequestId id={problem.requestId} />}
      </Group>
    </Alert>
  );
}

function RequestId({ id }: { id: string }) {
  return (
    <Group gap={6}>
      <Text size="xs" c="dimmed">
        Request
      </Text>
      <Code>{id}</Code>
      <CopyButton value={id}>
        {({ copied, copy }) => (
          <Button size="compact-xs" variant="subtle" color="gray" onClick={copy}>
            {copied ? "Copied" : "Copy"}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}
