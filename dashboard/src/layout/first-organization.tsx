import { Button } from "@mantine/core";
import { IconBuilding } from "@tabler/icons-react";

import { useDialog } from "../components/dialog-state";
import { EmptyState } from "../components/empty-state";
import { Panel } from "../components/panel";
import { NewOrganization } from "../modules/auth/organizations/new-organization";
import { workFor } from "../session/entrance";

/** For somebody who is in no organization (any more). */
export function FirstOrganization() {
  const creating = useDialog();
  return (
    <Panel>
      <title>Welcome · Fivefold</title>
      <EmptyState
        icon={IconBuilding}
        title="You are not in an organization"
        action={<Button onClick={() => creating.open(null)}>Create an organization</Button>}
      >
        Open the invitation link that somebody sent you, or start an organization of your own.
      </EmptyState>
      <NewOrganization
        opened={creating.opened}
        onClose={creating.close}
        onCreated={({ id }) => void workFor({ organization: id })}
      />
    </Panel>
  );
}
