import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";

import { tokens } from "./api/client";
import { queryClient } from "./api/listing";
import { Frame } from "./layout/frame";
import { NotFoundPage, ProblemPage, ShellProblem } from "./layout/problem-page";
import { WaitingPage, WaitingShell } from "./layout/waiting";
import { apiKeySearch } from "./modules/auth/api-keys/search";
import { auditSearch } from "./modules/auth/audit/search";
import { clientSearch } from "./modules/auth/clients/search";
import { invitationSearch } from "./modules/auth/invitations/search";
import { memberSearch } from "./modules/auth/members/search";
import { projectSearch } from "./modules/auth/projects/search";
import { safeNext } from "./session/entrance";
import { meQuery } from "./session/me";

const root = createRootRoute({ component: Frame, notFoundComponent: NotFoundPage });

// Before the sign-in

interface EntranceSearch {
  next?: string;
}

const entranceSearch = (search: Record<string, unknown>): EntranceSearch =>
  typeof search["next"] === "string" ? { next: safeNext(search["next"]) } : {};

/** Whoever is signed in already goes on to where they wanted. */
function passThrough({ search }: { search: EntranceSearch }): void {
  if (tokens.signedIn()) throw redirect({ href: safeNext(search.next) });
}

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: entranceSearch,
  beforeLoad: passThrough,
  component: lazyRouteComponent(() => import("./modules/auth/session/login"), "LoginPage"),
});

const register = createRoute({
  getParentRoute: () => root,
  path: "/register",
  validateSearch: entranceSearch,
  beforeLoad: passThrough,
  component: lazyRouteComponent(() => import("./modules/auth/session/register"), "RegisterPage"),
});

const acceptInvitation = createRoute({
  getParentRoute: () => root,
  path: "/invitations/$token",
  component: lazyRouteComponent(() => import("./modules/auth/session/accept-invitation"), "AcceptInvitationPage"),
});

// Behind the sign-in

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  beforeLoad: ({ location }) => {
    if (tokens.signedIn()) return;
    throw redirect({ to: "/login", search: location.href === "/" ? {} : { next: location.href } });
  },
  loader: () => queryClient.ensureQueryData(meQuery),
  component: lazyRouteComponent(() => import("./layout/shell"), "Shell"),
  pendingComponent: WaitingShell,
  errorComponent: ShellProblem,
});

const inShell = { getParentRoute: () => shell } as const;

const overview = createRoute({
  ...inShell,
  path: "/",
  component: lazyRouteComponent(() => import("./modules/auth/overview/page"), "OverviewPage"),
});

const members = createRoute({
  ...inShell,
  path: "/members",
  validateSearch: memberSearch,
  component: lazyRouteComponent(() => import("./modules/auth/members/page"), "MembersPage"),
});

const invitations = createRoute({
  ...inShell,
  path: "/invitations",
  validateSearch: invitationSearch,
  component: lazyRouteComponent(() => import("./modules/auth/invitations/page"), "InvitationsPage"),
});

const roles = createRoute({
  ...inShell,
  path: "/roles",
  component: lazyRouteComponent(() => import("./modules/auth/roles/page"), "RolesPage"),
});

const role = createRoute({
  ...inShell,
  path: "/roles/$roleId",
  component: lazyRouteComponent(() => import("./modules/auth/roles/role-page"), "RolePage"),
});

const clients = createRoute({
  ...inShell,
  path: "/clients",
  validateSearch: clientSearch,
  component: lazyRouteComponent(() => import("./modules/auth/clients/page"), "ClientsPage"),
});

const projects = createRoute({
  ...inShell,
  path: "/projects",
  validateSearch: projectSearch,
  component: lazyRouteComponent(() => import("./modules/auth/projects/page"), "ProjectsPage"),
});

const apiKeys = createRoute({
  ...inShell,
  path: "/api-keys",
  validateSearch: apiKeySearch,
  component: lazyRouteComponent(() => import("./modules/auth/api-keys/page"), "ApiKeysPage"),
});

const audit = createRoute({
  ...inShell,
  path: "/audit",
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import("./modules/auth/audit/page"), "AuditPage"),
});

const settings = createRoute({
  ...inShell,
  path: "/settings",
  component: lazyRouteComponent(() => import("./modules/auth/organizations/page"), "OrganizationPage"),
});

const sessions = createRoute({
  ...inShell,
  path: "/sessions",
  component: lazyRouteComponent(() => import("./modules/auth/sessions/page"), "SessionsPage"),
});

const profile = createRoute({
  ...inShell,
  path: "/profile",
  component: lazyRouteComponent(() => import("./modules/auth/profile/page"), "ProfilePage"),
});

const operations = createRoute({
  ...inShell,
  path: "/operations",
  component: lazyRouteComponent(() => import("./modules/operations/page"), "OperationsPage"),
});

const tree = root.addChildren([
  login,
  register,
  acceptInvitation,
  shell.addChildren([
    overview,
    members,
    invitations,
    roles,
    role,
    clients,
    projects,
    apiKeys,
    audit,
    settings,
    sessions,
    profile,
    operations,
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: "intent",
  defaultPendingMs: 150,
  defaultPendingMinMs: 0,
  defaultPendingComponent: WaitingPage,
  defaultErrorComponent: ProblemPage,
  defaultNotFoundComponent: NotFoundPage,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
