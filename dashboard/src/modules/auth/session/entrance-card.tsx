import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

import { Mark } from "../../../components/mark";
import { ColorSchemeToggle } from "../../../layout/header-tools";
import classes from "./entrance-card.module.css";

interface EntranceCardProps {
  title: string;
  description?: ReactNode;
  children: ReactNode;
  /** Below the card: the way to the other entrances. */
  footer?: ReactNode;
}

/** The frame of the pages before the sign-in. */
export function EntranceCard({ title, description, children, footer }: EntranceCardProps) {
  return (
    <div className={classes["entrance"]}>
      <title>{`${title} · Fivefold`}</title>
      <div className={classes["corner"]}>
        <ColorSchemeToggle />
      </div>
      <main className={classes["column"]}>
        <div className={classes["brand"]}>
          <Mark size={34} />
          <span>Fivefold</span>
        </div>
        <div className={classes["card"]}>
          <Title order={1} size="h1">
            {title}
          </Title>
          {description !== undefined && (
            <Text c="dimmed" mt={4}>
              {description}
            </Text>
          )}
          <div className={classes["body"]}>{children}</div>
        </div>
        {footer !== undefined && <div className={classes["footer"]}>{footer}</div>}
      </main>
    </div>
  );
}
