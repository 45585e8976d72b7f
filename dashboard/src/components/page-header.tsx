import { Anchor, Breadcrumbs, Group, Text, Title } from "@mantine/core";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";

import classes from "./page-header.module.css";

interface PageHeaderProps {
  title: string;
  description?: ReactNode;
  /** The pages above this one, from the top. */
  trail?: readonly { label: string; to: LinkProps["to"] }[];
  actions?: ReactNode;
}

/** The top of every page; also names the browser tab. */
export function PageHeader({ title, description, trail, actions }: PageHeaderProps) {
  return (
    <header className={classes["header"]}>
      <title>{`${title} · Fivefold`}</title>
      {trail !== undefined && (
        <Breadcrumbs mb={6} component="nav" aria-label="Breadcrumbs" separatorMargin={6}>
          {trail.map(({ label, to }) => (
            <Anchor key={label} size="sm" renderRoot={(props) => <Link to={to} {...props} />}>
              {label}
            </Anchor>
          ))}
          <Text size="sm" c="dimmed" aria-current="page">
            {title}
          </Text>
        </Breadcrumbs>
      )}
      <Group justify="space-between" align="flex-start" gap="sm">
        <div className={classes["words"]}>
          <Title order={1}>{title}</Title>
          {description !== undefined && (
            <Text c="dimmed" mt={4} component="div">
              {description}
            </Text>
          )}
        </div>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
    </header>
  );
}
