import { Button } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";

import { EmptyState } from "../../../components/empty-state";
import type { ClientSearch } from "./search";

const NEXT_STEP = {
  client: "A client is a company or department you work for. Projects belong to one.",
  project: "A project is a piece of work for a client. Create one to attribute usage and cost to it.",
};

interface NoRecordsProps {
  icon: Icon;
  noun: "client" | "project";
  search: ClientSearch & { client_id?: string | undefined };
  onClear: () => void;
  action: ReactNode;
}

/** Why the list is empty: filtered away, nothing archived, or nothing there yet. */
export function NoRecords({ icon, noun, search, onClear, action }: NoRecordsProps) {
  if (search.q !== undefined || search.client_id !== undefined) {
    return (
      <EmptyState icon={icon} title={`No ${noun} matches`} action={<Button variant="default" onClick={onClear}>Show all</Button>}>
        Try other words, or look through all of them.
      </EmptyState>
    );
  }
  if (search.archived === true) {
    return (
      <EmptyState icon={icon} title="Nothing is archived" action={<Button variant="default" onClick={onClear}>Show those in use</Button>}>
        What you archive leaves the other lists and waits here.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={icon} title={`No ${noun}s yet`} action={action}>
      {NEXT_STEP[noun]}
    </EmptyState>
  );
}
