import { ScrollArea, Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";

import { useMe } from "../session/me";
import classes from "./navigation.module.css";
import { menuFor, type PageEntry } from "./pages";

interface NavigationProps {
  /** Only the icons. */
  narrow: boolean;
  onNavigate: () => void;
}

export function Navigation({ narrow, onNavigate }: NavigationProps) {
  const me = useMe();
  return (
    <ScrollArea className={classes["scroll"]} type="scroll">
      <nav aria-label="Main" className={classes["menu"]} data-narrow={narrow || undefined}>
        {menuFor(me).map((group) => (
          <div key={group.label} className={classes["group"]}>
            {group.label !== "" && <div className={classes["heading"]}>{group.label}</div>}
            {group.pages.map((page) => (
              <Entry key={page.to} page={page} narrow={narrow} onNavigate={onNavigate} />
            ))}
          </div>
        ))}
      </nav>
    </ScrollArea>
  );
}

function Entry({ page, narrow, onNavigate }: NavigationProps & { page: PageEntry }) {
  const Sign = page.icon;
  return (
    <Tooltip label={page.label} position="right" disabled={!narrow}>
      <Link
        to={page.to}
        className={classes["entry"] ?? ""}
        activeOptions={{ exact: page.to === "/", includeSearch: false }}
        aria-label={narrow ? page.label : undefined}
        onClick={onNavigate}
      >
        <Sign size={19} stroke={1.7} aria-hidden />
        {!narrow && <span>{page.label}</span>}
      </Link>
    </Tooltip>
  );
}
