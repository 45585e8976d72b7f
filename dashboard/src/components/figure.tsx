import { Skeleton, Text } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";

import classes from "./figure.module.css";

interface FigureProps {
  label: string;
  /** Undefined while it is not known yet; the space is kept. */
  value: string | number | undefined;
  detail?: ReactNode;
  icon?: Icon;
  to?: LinkProps["to"];
}

/** One number with its name, leading to where it comes from. */
export function Figure({ label, value, detail, icon: Sign, to }: FigureProps) {
  const content = (
    <>
      <div className={classes["label"]}>
        <span>{label}</span>
        {Sign !== undefined && <Sign size={18} stroke={1.6} aria-hidden />}
      </div>
      {value === undefined ? <Skeleton height={32} width={56} mt={4} /> : <div className={classes["value"]}>{value}</div>}
      <Text size="sm" c="dimmed" className={classes["detail"]} component="div">
        {detail}
      </Text>
    </>
  );
  if (to === undefined) return <div className={classes["figure"]}>{content}</div>;
  return (
    <Link to={to} className={`${classes["figure"]} ${classes["link"]}`}>
      {content}
    </Link>
  );
}

export function Figures({ children }: { children: ReactNode }) {
  return <div className={classes["figures"]}>{children}</div>;
}
