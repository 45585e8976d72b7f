import { Button, Group, Stack } from "@mantine/core";
import { type FormValidateInput, useForm, type UseFormReturnType } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";

import { newKey, writing } from "../api/client";
import { refreshAll } from "../api/listing";
import { Problem } from "../api/problem";
import { isAboutFields, knownFields } from "./form-drawer";
import { ProblemAlert } from "./problem-alert";
import { sendOnce } from "./send-once";

interface SaveFormProps<Values extends Record<string, unknown>> {
  initialValues: Values;
  validate?: FormValidateInput<Values>;
  send: (values: Values, headers: Record<string, string>) => Promise<unknown>;
  submitLabel: string;
  done: string;
  /** Empty again after saving, as with passwords. */
  clears?: boolean;
  record?: { version: number } | null;
  readOnly?: boolean;
  children: (form: UseFormReturnType<Values>) => ReactNode;
}

/** A form that stands on a page, for the few things that are edited in place. */
export function SaveForm<Values extends Record<string, unknown>>(props: SaveFormProps<Values>) {
  const { initialValues, validate, send, submitLabel, done, clears = false, record, readOnly = false, children } = props;
  const [key, setKey] = useState(newKey);
  const form = useForm<Values>({ initialValues, ...(validate !== undefined && { validate }) });
  const saving = useMutation({
    mutationFn: (values: Values) => send(values, writing(key, record)),
    onSuccess: async (_, values) => {
      // The next change of the same form is another write.
      setKey(newKey());
      notifications.show({ message: done });
      if (clears) form.reset();
      else form.resetDirty(values);
      await refreshAll();
    },
    onError: (error) => error instanceof Problem && form.setErrors(knownFields(form.getValues(), error)),
  });
  return (
    <form noValidate onSubmit={form.onSubmit(sendOnce<Values>((values) => saving.mutate(values), saving.isPending))}>
      <Stack gap="md" maw={460}>
        {saving.isError && !isAboutFields(form, saving.error) && <ProblemAlert error={saving.error} />}
        {children(form)}
        {!readOnly && (
          <Group>
            <Button type="submit" loading={saving.isPending} disabled={!form.isDirty()}>
              {submitLabel}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
