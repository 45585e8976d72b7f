import {
  type Icon,
  IconBriefcase,
  IconBuilding,
  IconFolders,
  IconHistory,
  IconKey,
  IconLayoutDashboard,
  IconMail,
  IconServerCog,
  IconShieldLock,
  IconUsers,
} from "@tabler/icons-react";

import type { Me } from "../api/models";

export interface PageEntry {
  label: string;
  to: string;
  icon: Icon;
  /** Needed to see the page in the menu; without one everybody does. */
  permission?: string;
  operatorOnly?: boolean;
  /** More words to find it by in the command palette. */
  keywords?: string;
}

export interface PageGroup {
  label: string;
  pages: readonly PageEntry[];
}

/** The menu. A new page adds its line here and its route in router.tsx. */
const GROUPS: readonly PageGroup[] = [
  {
    label: "",
    pages: [{ label: "Overview", to: "/", icon: IconLayoutDashboard, keywords: "home start" }],
  },
  {
    label: "Work",
    pages: [
      { label: "Clients", to: "/clients", icon: IconBriefcase, permission: "auth:clients:read", keywords: "customers" },
      { label: "Projects", to: "/projects", icon: IconFolders, permission: "auth:projects:read" },
    ],
  },
  {
    label: "People",
    pages: [
      { label: "Members", to: "/members", icon: IconUsers, permission: "auth:members:read", keywords: "team users" },
      { label: "Invitations", to: "/invitations", icon: IconMail, permission: "auth:invitations:read" },
      { label: "Roles", to: "/roles", icon: IconShieldLock, permission: "auth:roles:read", keywords: "permissions" },
    ],
  },
  {
    label: "Administration",
    pages: [
      { label: "API keys", to: "/api-keys", icon: IconKey, permission: "auth:api_keys:read", keywords: "tokens" },
      { label: "Audit log", to: "/audit", icon: IconHistory, permission: "auth:audit:read", keywords: "history" },
      { label: "Organization", to: "/settings", icon: IconBuilding, permission: "auth:organization:read", keywords: "settings name" },
    ],
  },
  {
    label: "Instance",
    pages: [{ label: "Operations", to: "/operations", icon: IconServerCog, operatorOnly: true, keywords: "health" }],
  },
];

/** The menu of one person: what the permissions allow, without groups that would be empty. */
export function menuFor(me: Pick<Me, "permissions" | "user" | "organization">): PageGroup[] {
  const held = new Set(me.permissions);
  const visible = (page: PageEntry) =>
    (page.permission === undefined || held.has(page.permission)) && (page.operatorOnly !== true || me.user?.is_operator === true);
  return GROUPS.map((group) => ({ ...group, pages: group.pages.filter(visible) })).filter(
    (group) => group.pages.length > 0,
  );
}
