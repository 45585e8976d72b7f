import { Anchor, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { isEmail, isNotEmpty, useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { Link, useRouter, useSearch } from "@tanstack/react-router";

import { ProblemAlert } from "../../../components/problem-alert";
import { sendOnce } from "../../../components/send-once";
import { safeNext, signIn } from "../../../session/entrance";
import { EntranceCard } from "./entrance-card";

export function LoginPage() {
  const { next } = useSearch({ from: "/login" });
  const router = useRouter();
  const form = useForm({
    initialValues: { email: "", password: "" },
    validate: { email: isEmail("Enter the address you registered with"), password: isNotEmpty("Enter your password") },
  });
  const entering = useMutation({
    mutationFn: signIn,
    onSuccess: () => router.history.push(safeNext(next)),
    onError: () => form.setFieldValue("password", ""),
  });
  return (
    <EntranceCard
      title="Sign in"
      description={next === undefined ? "Welcome back." : "Sign in to go on to that page."}
      footer={
        <>
          New here?{" "}
          <Anchor renderRoot={(props) => <Link to="/register" search={next === undefined ? {} : { next }} {...props} />}>
            Create an account
          </Anchor>
        </>
      }
    >
      <form noValidate onSubmit={form.onSubmit(sendOnce((values) => entering.mutate(values), entering.isPending))}>
        <Stack gap="md">
          {entering.isError && <ProblemAlert error={entering.error} />}
          <TextInput
            label="Email"
            type="email"
            name="email"
            autoComplete="username"
            autoFocus
            size="md"
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            size="md"
            {...form.getInputProps("password")}
          />
          <Button type="submit" size="md" loading={entering.isPending} fullWidth mt={4}>
            Sign in
          </Button>
        </Stack>
      </form>
    </EntranceCard>
  );
}
