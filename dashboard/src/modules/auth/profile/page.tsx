import { Anchor, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { isNotEmpty } from "@mantine/form";
import { Link } from "@tanstack/react-router";

import { api, unwrap } from "../../../api/client";
import { PageHeader } from "../../../components/page-header";
import { Panel } from "../../../components/panel";
import { SaveForm } from "../../../components/save-form";
import { useMe } from "../../../session/me";
import { day } from "../../../text/time";
import { passwordRule } from "../session/password";

export function ProfilePage() {
  const { user } = useMe();
  if (user === null) return null;
  return (
    <>
      <PageHeader title="Profile" description={`${user.email}, here since ${day(user.created_at)}`} />
      <Stack gap="lg">
        <Panel title="Name">
          <SaveForm
            initialValues={{ name: user.name }}
            validate={{ name: isNotEmpty("Your colleagues need a name to find you by") }}
            send={(body, headers) => unwrap(api.PATCH("/api/v1/auth/me", { body, headers }))}
            submitLabel="Save name"
            done="Your name was saved"
          >
            {(form) => (
              <TextInput
                label="Name"
                description="Shown to the members of all your organizations."
                autoComplete="name"
                maxLength={100}
                {...form.getInputProps("name")}
              />
            )}
          </SaveForm>
        </Panel>
        <Panel title="Password">
          <ChangePassword email={user.email} />
        </Panel>
      </Stack>
    </>
  );
}

function ChangePassword({ email }: { email: string }) {
  return (
    <SaveForm
      initialValues={{ current_password: "", new_password: "" }}
      validate={{ current_password: isNotEmpty("Enter your present password"), new_password: passwordRule }}
      send={(body, headers) => unwrap(api.POST("/api/v1/auth/me/password", { body, headers }))}
      submitLabel="Change password"
      done="Your password was changed"
      clears
    >
      {(form) => (
        <>
          {/* Password managers need to know whose password this is. */}
          <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
          <PasswordInput
            label="Present password"
            autoComplete="current-password"
            {...form.getInputProps("current_password")}
          />
          <PasswordInput
            label="New password"
            description="At least 10 characters."
            autoComplete="new-password"
            {...form.getInputProps("new_password")}
          />
          <Text size="sm" c="dimmed">
            Your <Anchor inherit renderRoot={(props) => <Link to="/sessions" {...props} />}>other sessions</Anchor> are signed out.
          </Text>
        </>
      )}
    </SaveForm>
  );
}
