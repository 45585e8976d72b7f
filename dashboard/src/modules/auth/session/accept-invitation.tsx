import { Alert, Anchor, Button, PasswordInput, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";

import { newKey, publicApi, tokens, unwrap, writing } from "../../../api/client";
import type { InvitationPreview } from "../../../api/models";
import { Problem } from "../../../api/problem";
import { chooseScope } from "../../../api/scope";
import { isAboutFields, knownFields } from "../../../components/form-drawer";
import { ProblemAlert } from "../../../components/problem-alert";
import { sendOnce } from "../../../components/send-once";
import { signIn } from "../../../session/entrance";
import { day } from "../../../text/time";
import { EntranceCard } from "./entrance-card";
import { passwordRule } from "./password";

const toLogin = (
  <Anchor renderRoot={(props) => <Link to="/login" {...props} />}>Go to the sign-in</Anchor>
);

export function AcceptInvitationPage() {
  const { token } = useParams({ from: "/invitations/$token" });
  const preview = useQuery({
    queryKey: ["invitation-preview", token],
    queryFn: ({ signal }) => unwrap(publicApi.POST("/api/v1/auth/invitations/preview", { body: { token }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (preview.isPending) {
    return (
      <EntranceCard title="Invitation">
        <Stack aria-busy>
          <Skeleton height={16} width="80%" />
          <Skeleton height={36} />
          <Skeleton height={36} />
        </Stack>
      </EntranceCard>
    );
  }
  if (preview.isError) {
    return (
      <EntranceCard title="This invitation cannot be used" footer={toLogin}>
        <Stack>
          <ProblemAlert error={preview.error} />
          <Text c="dimmed">It may have been used, withdrawn or run out. Ask the person who invited you for a new link.</Text>
        </Stack>
      </EntranceCard>
    );
  }
  return <Accept token={token} invitation={preview.data} />;
}

function Accept({ token, invitation }: { token: string; invitation: InvitationPreview }) {
  const navigate = useNavigate();
  const [key] = useState(newKey);
  const isNew = !invitation.account_exists;
  const form = useForm({
    initialValues: { name: "", password: "" },
    validate: {
      name: (name) => (isNew && name.trim() === "" ? "Tell your colleagues your name" : null),
      password: isNew ? passwordRule : isNotEmpty("Enter your password"),
    },
  });
  const accepting = useMutation({
    mutationFn: async ({ name, password }: { name: string; password: string }) => {
      const body = { token, password, ...(isNew && { name }) };
      const { organization } = await unwrap(
        publicApi.POST("/api/v1/auth/invitations/accept", { body, headers: writing(key) }),
      );
      // Whoever was signed in before in this browser is not necessarily the person invited.
      tokens.forget();
      chooseScope({ organization: organization.id });
      await signIn({ email: invitation.email, password });
    },
    onSuccess: () => navigate({ to: "/" }),
    onError: (error) => error instanceof Problem && form.setErrors(knownFields(form.getValues(), error)),
  });
  return (
    <EntranceCard
      title={`Join ${invitation.organization_name}`}
      description={`${invitation.inviter_name} invites you as ${invitation.role_name}. Open until ${day(invitation.expires_at)}.`}
    >
      <form noValidate onSubmit={form.onSubmit(sendOnce((values) => accepting.mutate(values), accepting.isPending))}>
        <Stack gap="md">
          {accepting.isError && !isAboutFields(form, accepting.error) && <ProblemAlert error={accepting.error} />}
          {!isNew && <Alert color="tide">You have an account with this address. Confirm with its password.</Alert>}
          <TextInput label="Email" type="email" autoComplete="username" size="md" value={invitation.email} readOnly />
          {isNew && (
            <TextInput label="Your name" autoComplete="name" autoFocus size="md" {...form.getInputProps("name")} />
          )}
          <PasswordInput
            label={isNew ? "Choose a password" : "Password"}
            description={isNew ? "At least 10 characters." : undefined}
            autoComplete={isNew ? "new-password" : "current-password"}
            autoFocus={!isNew}
            size="md"
            {...form.getInputProps("password")}
          />
          <Button type="submit" size="md" loading={accepting.isPending} fullWidth mt={4}>
            Join {invitation.organization_name}
          </Button>
        </Stack>
      </form>
    </EntranceCard>
  );
}
