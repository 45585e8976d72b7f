import { Anchor, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { isEmail, isNotEmpty, useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { Link, useRouter, useSearch } from "@tanstack/react-router";
import { useState } from "react";

import { newKey, publicApi, unwrap, writing } from "../../../api/client";
import { Problem } from "../../../api/problem";
import { isAboutFields, knownFields } from "../../../components/form-drawer";
import { ProblemAlert } from "../../../components/problem-alert";
import { sendOnce } from "../../../components/send-once";
import { safeNext, signIn } from "../../../session/entrance";
import { EntranceCard } from "./entrance-card";
import { passwordRule } from "./password";

type Registration = {
  name: string;
  organization: string;
  email: string;
  password: string;
};

export function RegisterPage() {
  const { next } = useSearch({ from: "/register" });
  const router = useRouter();
  const [key] = useState(newKey);
  const form = useForm<Registration>({
    initialValues: { name: "", organization: "", email: "", password: "" },
    validate: {
      name: isNotEmpty("Tell us your name"),
      organization: isNotEmpty("Name your company or team"),
      email: isEmail("Enter an email address"),
      password: passwordRule,
    },
  });
  const registering = useMutation({
    mutationFn: async (body: Registration) => {
      await unwrap(publicApi.POST("/api/v1/auth/register", { body, headers: writing(key) }));
      await signIn(body);
    },
    onSuccess: () => router.history.push(safeNext(next)),
    onError: (error) => error instanceof Problem && form.setErrors(knownFields(form.getValues(), error)),
  });
  return (
    <EntranceCard
      title="Create an account"
      description="You get an organization of your own and can invite others to it."
      footer={
        <>
          Have an account?{" "}
          <Anchor renderRoot={(props) => <Link to="/login" search={next === undefined ? {} : { next }} {...props} />}>
            Sign in
          </Anchor>
        </>
      }
    >
      <form noValidate onSubmit={form.onSubmit(sendOnce((values) => registering.mutate(values), registering.isPending))}>
        <Stack gap="md">
          {registering.isError && !isAboutFields(form, registering.error) && <ProblemAlert error={registering.error} />}
          <TextInput label="Your name" name="name" autoComplete="name" autoFocus size="md" {...form.getInputProps("name")} />
          <TextInput
            label="Organization"
            name="organization"
            autoComplete="organization"
            size="md"
            {...form.getInputProps("organization")}
          />
          <TextInput
            label="Email"
            type="email"
            name="email"
            autoComplete="username"
            size="md"
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label="Password"
            description="At least 10 characters. A few unrelated words are easy to remember and hard to guess."
            name="password"
            autoComplete="new-password"
            size="md"
            {...form.getInputProps("password")}
          />
          <Button type="submit" size="md" loading={registering.isPending} fullWidth mt={4}>
            Create account
          </Button>
        </Stack>
      </form>
    </EntranceCard>
  );
}
