import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";

import { newKey, writing } from "../api/client";
import { refreshAll } from "../api/listing";
import { useOpenings } from "./dialog-state";
import { ProblemAlert } from "./problem-alert";

export interface ConfirmDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What will happen, and what will not come back. */
  children: ReactNode;
  confirmLabel: string;
  /** To be typed before the button works, for what cannot be undone. */
  typed?: string | undefined;
  danger?: boolean;
  act: (headers: Record<string, string>) => Promise<unknown>;
  done: string;
  onDone?: () => void;
}

/** Asks before something that is hard to take back. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const openings = useOpenings(props.opened);
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      styles={{ title: { fontWeight: 640, fontSize: "1.0625rem" } }}
    >
      <Question key={openings} {...props} />
    </Modal>
  );
}

function Question({ onClose, children, confirmLabel, typed, danger = true, act, done, onDone }: ConfirmDialogProps) {
  const [key] = useState(newKey);
  const [entered, setEntered] = useState("");
  const acting = useMutation({
    mutationFn: () => act(writing(key)),
    onSuccess: async () => {
      notifications.show({ message: done });
      onClose();
      onDone?.();
      await refreshAll();
    },
  });
  const allowed = typed === undefined || entered.trim() === typed;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (allowed && !acting.isPending) acting.mutate();
      }}
    >
      <Stack gap="md">
        <div>{children}</div>
        {typed !== undefined && (
          <TextInput
            data-autofocus
            label={
              <>
                Type <Text span inherit fw={640}>{typed}</Text> to confirm
              </>
            }
            autoComplete="off"
            value={entered}
            onChange={(event) => setEntered(event.currentTarget.value)}
          />
        )}
        {acting.isError && <ProblemAlert error={acting.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" color={danger ? "red" : undefined} loading={acting.isPending} disabled={!allowed}>
            {confirmLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
