import { Avatar, Group, Text, UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";

import classes from "./person.module.css";

interface PersonProps {
  name: string;
  /** The second line. */
  detail?: ReactNode;
  /** Behind the name: "You". */
  badge?: ReactNode;
}

export function Person({ name, detail, badge }: PersonProps) {
  return (
    <Group gap={12} wrap="nowrap">
      <Avatar name={name} color="initials" size={34} aria-hidden />
      <div className={classes["words"]}>
        <Group gap={8} wrap="nowrap">
          <Text fw={550} truncate>
            {name}
          </Text>
          {badge}
        </Group>
        {detail !== undefined && (
          <Text size="sm" c="dimmed" truncate>
            {detail}
          </Text>
        )}
      </div>
    </Group>
  );
}

interface TitledProps {
  title: string;
  detail?: ReactNode;
  /** Makes the title a button, for the keyboard. */
  onOpen?: (() => void) | undefined;
  badge?: ReactNode;
}

/** The first cell of a row: what it is, and a quieter second line. */
export function Titled({ title, detail, onOpen, badge }: TitledProps) {
  return (
    <div className={classes["words"]}>
      <Group gap={8} wrap="nowrap">
        {onOpen === undefined ? (
          <Text fw={550} truncate>
            {title}
          </Text>
        ) : (
          <UnstyledButton className={classes["title"]} onClick={onOpen}>
            {title}
          </UnstyledButton>
        )}
        {badge}
      </Group>
      {detail !== undefined && detail !== "" && (
        <Text size="sm" c="dimmed" truncate>
          {detail}
        </Text>
      )}
    </div>
  );
}
