import { describe, expect, test } from "vitest";

import type { Me } from "../api/models";
import { menuFor } from "./pages";

function person(permissions: string[], isOperator = false): Me {
  const user = { id: "1", email: "a@b.example", name: "A", is_operator: isOperator, created_at: "2026-01-01T00:00:00Z" };
  return {
    principal: "user",
    user,
    organization: null,
    organizations: [],
    permissions,
    client: null,
    project: null,
    session_id: null,
  };
}

const labels = (me: Me) => menuFor(me).flatMap((group) => group.pages.map((page) => page.label));

describe("menuFor", () => {
  test("shows everybody the overview and nothing else", () => {
    expect(labels(person([]))).toEqual(["Overview"]);
    expect(menuFor(person([]))).toHaveLength(1);
  });

  test("follows the permissions", () => {
    expect(labels(person(["auth:projects:read", "auth:audit:read"]))).toEqual(["Overview", "Projects", "Audit log"]);
  });

  test("writing alone opens no page", () => {
    expect(labels(person(["auth:members:write"]))).toEqual(["Overview"]);
  });

  test("operations are for operators, whatever the permissions", () => {
    expect(labels(person([], true))).toEqual(["Overview", "Operations"]);
  });
});
