import { Button, Drawer, Group, Kbd, Stack, Text } from "@mantine/core";
import { useForm, type FormValidateInput, type UseFormReturnType } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";

import { newKey, writing } from "../api/client";
import { refreshAll } from "../api/listing";
import { Problem } from "../api/problem";
import { useOpenings } from "./dialog-state";
import { ProblemAlert } from "./problem-alert";
import { sendOnce } from "./send-once";

export interface FormDrawerProps<Values extends Record<string, unknown>, Stored> {
  opened: boolean;
  onClose: () => void;
  title: string;
  submitLabel: string;
  initialValues: Values;
  validate?: FormValidateInput<Values>;
  /** Sends the form. `headers` carry the idempotency key of this opening and the version being edited. */
  send: (values: Values, headers: Record<string, string>) => Promise<Stored>;
  /** Said when it is stored. */
  done: string | ((stored: Stored) => string);
  onStored?: (stored: Stored) => void;
  /** What is edited, for its version. */
  record?: { version: number } | null;
  /** Reads the newest version after somebody else changed it. */
  reload?: () => Promise<{ record: { version: number }; values: Values }>;
  size?: string | number;
  children: (form: UseFormReturnType<Values>) => ReactNode;
}

/**
 * A form in a drawer: shows the server's field errors at their fields, warns before typed text is lost, sends on
 * Ctrl+Enter, and makes one record however often the button is pressed.
 */
export function FormDrawer<Values extends Record<string, unknown>, Stored>(props: FormDrawerProps<Values, Stored>) {
  const { opened, onClose, title, size = 460 } = props;
  const dirty = useRef(false);
  const openings = useOpenings(opened);
  const [leaving, setLeaving] = useState(false);
  const noteDirty = (now: boolean) => {
    dirty.current = now;
  };
  const close = () => {
    setLeaving(false);
    dirty.current = false;
    onClose();
  };
  return (
    <Drawer
      opened={opened}
      onClose={() => (dirty.current && !leaving ? setLeaving(true) : close())}
      title={title}
      position="right"
      size={size}
      styles={{ title: { fontWeight: 640, fontSize: "1.0625rem" } }}
    >
      <FormBody key={openings} {...props} onDirty={noteDirty} leaving={leaving} onStay={() => setLeaving(false)} onClose={close} />
    </Drawer>
  );
}

interface FormBodyProps<Values extends Record<string, unknown>, Stored> extends FormDrawerProps<Values, Stored> {
  onDirty: (dirty: boolean) => void;
  leaving: boolean;
  onStay: () => void;
}

function FormBody<Values extends Record<string, unknown>, Stored>(props: FormBodyProps<Values, Stored>) {
  const { onDirty, send, done, onStored, onClose, children } = props;
  const [key] = useState(newKey);
  const [record, setRecord] = useState(props.record ?? null);
  const form = useForm<Values>({
    initialValues: props.initialValues,
    ...(props.validate !== undefined && { validate: props.validate }),
    validateInputOnBlur: false,
  });
  useEffect(() => onDirty(form.isDirty()));
  const saving = useMutation({
    mutationFn: (values: Values) => send(values, writing(key, record)),
    onSuccess: async (stored) => {
      onDirty(false);
      notifications.show({ message: typeof done === "string" ? done : done(stored) });
      onClose();
      onStored?.(stored);
      await refreshAll();
    },
    onError: (error) => {
      if (error instanceof Problem) form.setErrors(knownFields(form.getValues(), error));
    },
  });
  const takeNewest = useMutation({
    mutationFn: async () => props.reload?.(),
    onSuccess: (newest) => {
      if (newest === undefined) return;
      setRecord(newest.record);
      form.setInitialValues(newest.values);
      form.setValues(newest.values);
      saving.reset();
    },
  });
  const stale = isStale(saving.error) && props.reload !== undefined;
  return (
    <form noValidate onSubmit={form.onSubmit(sendOnce<Values>((values) => saving.mutate(values), saving.isPending))} onKeyDown={sendOnControlEnter}>
      <Stack gap="md">
        {saving.isError && !isAboutFields(form, saving.error) && (
          <ProblemAlert
            error={saving.error}
            {...(stale && { retry: () => takeNewest.mutate(), retryLabel: "Load the newest version" })}
          />
        )}
        {takeNewest.isError && <ProblemAlert error={takeNewest.error} />}
        {children(form)}
        {props.leaving ? <Leave onStay={props.onStay} onLeave={onClose} /> : <Buttons {...props} pending={saving.isPending} />}
      </Stack>
    </form>
  );
}

function Buttons({ submitLabel, pending, onClose }: { submitLabel: string; pending: boolean; onClose: () => void }) {
  return (
    <Group justify="space-between" mt="xs">
      <Text size="xs" c="dimmed" visibleFrom="xs">
        <Kbd size="xs">Ctrl</Kbd> + <Kbd size="xs">Enter</Kbd> saves
      </Text>
      <Group gap="xs" ml="auto">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={pending}>
          {submitLabel}
        </Button>
      </Group>
    </Group>
  );
}

function Leave({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  return (
    <Group justify="space-between" mt="xs" role="alert">
      <Text size="sm" fw={550}>
        Leave without saving?
      </Text>
      <Group gap="xs">
        <Button variant="default" onClick={onStay} data-autofocus>
          Keep editing
        </Button>
        <Button color="red" onClick={onLeave}>
          Discard
        </Button>
      </Group>
    </Group>
  );
}

function sendOnControlEnter(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.currentTarget.requestSubmit();
}

/** The server's field errors for the fields this form has. */
export function knownFields(values: Record<string, unknown>, problem: Problem): Record<string, string> {
  return Object.fromEntries(Object.entries(problem.fields).filter(([field]) => field in values));
}

/** Whether all that went wrong is already said at the fields. */
export function isAboutFields(form: { getValues: () => Record<string, unknown> }, error: unknown): boolean {
  if (!(error instanceof Problem)) return false;
  const fields = Object.keys(error.fields);
  return fields.length > 0 && fields.every((field) => field in form.getValues());
}

function isStale(error: unknown): boolean {
  return error instanceof Problem && error.status === 412;
}
