import { Group, Title } from "@mantine/core";
import type { ReactNode } from "react";

import classes from "./panel.module.css";

interface PanelProps {
  title?: string;
  /** Beside the title, at the end. */
  aside?: ReactNode;
  /** Without inner spacing, for tables and lists that draw their own. */
  flush?: boolean;
  children: ReactNode;
}

/** A sheet of paper on the page. */
export function Panel({ title, aside, flush = false, children }: PanelProps) {
  return (
    <section className={classes["panel"]} aria-label={title}>
      {title !== undefined && (
        <Group justify="space-between" className={classes["head"]} gap="xs">
          <Title order={2}>{title}</Title>
          {aside}
        </Group>
      )}
      <div className={flush ? undefined : classes["body"]}>{children}</div>
    </section>
  );
}
