import { ActionIcon, AppShell, Box, Burger, Group, Tooltip } from "@mantine/core";
import { useDisclosure, useHotkeys, useLocalStorage } from "@mantine/hooks";
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";

import { Mark } from "../components/mark";
import { useMe } from "../session/me";
import { FirstOrganization } from "./first-organization";
import { HeaderTools } from "./header-tools";
import { Navigation } from "./navigation";
import { ScopeSwitcher, WorkSwitcher } from "./scope-switcher";
import classes from "./shell.module.css";

// Most visits never open it, so it is fetched when it is first asked for.
const Palette = lazy(() => import("./palette"));

/** The frame around every page behind the sign-in. */
export function Shell() {
  const me = useMe();
  const [menuOpened, menu] = useDisclosure(false);
  const [narrow, setNarrow] = useLocalStorage({
    key: "fivefold.narrow-menu",
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const [searches, setSearches] = useState(0);
  const search = () => setSearches((count) => count + 1);
  useHotkeys([["mod+K", search]], []);
  return (
    <AppShell
      layout="alt"
      header={{ height: 56 }}
      navbar={{ width: narrow ? 68 : 236, breakpoint: "sm", collapsed: { mobile: !menuOpened } }}
      transitionDuration={0}
    >
      <a href="#content" className={classes["skip"]}>
        Skip to content
      </a>
      <AppShell.Header className={classes["header"]}>
        <Burger opened={menuOpened} onClick={menu.toggle} hiddenFrom="sm" size="sm" aria-label="Open the menu" />
        <ScopeSwitcher />
        <HeaderTools onSearch={search} />
      </AppShell.Header>
      <AppShell.Navbar className={classes["navbar"]}>
        <Group className={classes["brand"]} justify={narrow ? "center" : "space-between"} wrap="nowrap">
          <Link to="/" className={classes["logo"]} onClick={menu.close} aria-label="Fivefold, overview">
            <Mark />
            <span data-hidden={narrow || undefined}>Fivefold</span>
          </Link>
          <Burger opened onClick={menu.close} hiddenFrom="sm" size="sm" aria-label="Close the menu" />
        </Group>
        <Box hiddenFrom="md" className={classes["scope"]} mod={{ narrow }}>
          <WorkSwitcher />
        </Box>
        <Navigation narrow={narrow && !menuOpened} onNavigate={menu.close} />
        <Collapse narrow={narrow} onToggle={() => setNarrow(!narrow)} />
      </AppShell.Navbar>
      <Content>{me.organization === null ? <FirstOrganization /> : <Outlet />}</Content>
      {searches > 0 && (
        <Suspense fallback={null}>
          <Palette asked={searches} />
        </Suspense>
      )}
    </AppShell>
  );
}

/** The page itself. Takes the focus after a change of page, so that keyboards and screen readers start at its top. */
function Content({ children }: { children: ReactNode }) {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const content = useRef<HTMLElement>(null);
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    content.current?.focus({ preventScroll: true });
  }, [path]);
  return (
    <AppShell.Main id="content" ref={content} tabIndex={-1} className={classes["main"]}>
      <div className={classes["page"]}>{children}</div>
    </AppShell.Main>
  );
}

function Collapse({ narrow, onToggle }: { narrow: boolean; onToggle: () => void }) {
  const label = narrow ? "Widen the menu" : "Narrow the menu";
  const Sign = narrow ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  return (
    <div className={classes["collapse"]} data-narrow={narrow || undefined}>
      <Tooltip label={label} position="right">
        <ActionIcon size={36} onClick={onToggle} aria-label={label}>
          <Sign size={19} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
