import { Alert, Button, Code, CopyButton, Group, Modal, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy, IconEyeOff } from "@tabler/icons-react";
import type { ReactNode } from "react";

import classes from "./copy-once.module.css";

interface CopyOnceProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What it is: "Invitation link". */
  label: string;
  value: string;
  /** What to do with it. */
  children: ReactNode;
}

/** A secret that is shown this one time. Closes only by its button, so that a stray click does not lose it. */
export function CopyOnce({ opened, onClose, title, label, value, children }: CopyOnceProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
      styles={{ title: { fontWeight: 640, fontSize: "1.0625rem" } }}
    >
      <Stack gap="md">
        <Text>{children}</Text>
        <div className={classes["box"]}>
          <Code block className={classes["value"]} aria-label={label} data-testid="secret">
            {value}
          </Code>
          <CopyButton value={value}>
            {({ copied, copy }) => (
              <Button
                data-autofocus
                color={copied ? "teal" : undefined}
                leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
                onClick={copy}
              >
                {copied ? "Copied" : "Copy"}
              </Button>
            )}
          </CopyButton>
        </div>
        <Alert color="yellow" icon={<IconEyeOff aria-hidden />}>
          It is not stored in readable form and cannot be shown again.
        </Alert>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            I have it, close
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
