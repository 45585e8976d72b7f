import { Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useState } from "react";

import { codeFrom } from "../../../text/words";

export type NamedValues = {
  name: string;
  code: string;
  description: string;
};

const CODE = /^[a-z0-9][a-z0-9-]{0,39}$/;

export const namedRules = {
  name: (name: string) => (name.trim() === "" ? "Give it a name" : null),
  code: (code: string) => (CODE.test(code) ? null : "Use small letters, digits and dashes, at most 40"),
};

interface NamedFieldsProps<Values extends NamedValues> {
  form: UseFormReturnType<Values>;
  /** A new record's code follows its name until somebody edits it. */
  isNew: boolean;
}

/** Name, code and description: what clients and projects have in common. */
export function NamedFields<Values extends NamedValues>({ form, isNew }: NamedFieldsProps<Values>) {
  const [follows, setFollows] = useState(isNew);
  const name = form.getInputProps("name");
  const code = form.getInputProps("code");
  const set = (field: string, value: string) => form.setFieldValue(field, value as never);
  return (
    <>
      <TextInput
        label="Name"
        required
        data-autofocus
        maxLength={100}
        {...name}
        onChange={(event) => {
          set("name", event.currentTarget.value);
          if (follows) set("code", codeFrom(event.currentTarget.value));
        }}
      />
      <TextInput
        label="Code"
        description="Short and unique. Programs may use it in place of the id."
        required
        maxLength={40}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        {...code}
        onChange={(event) => {
          setFollows(false);
          set("code", event.currentTarget.value);
        }}
      />
      <Textarea label="Description" autosize minRows={3} maxRows={8} maxLength={2000} {...form.getInputProps("description")} />
    </>
  );
}
