import { describe, expect, test } from "vitest";

import { matrixOf, pressed } from "./matrix";

const CATALOGUE = [
  { name: "auth:api_keys:write", description: "Make keys." },
  { name: "auth:api_keys:read", description: "See keys." },
  { name: "auth:audit:read", description: "See changes." },
  { name: "finance:orders:refund", description: "Give back." },
];

test("matrixOf makes a table for each module, known actions first", () => {
  const [auth, finance] = matrixOf(CATALOGUE);
  expect(auth).toMatchObject({ module: "auth", actions: ["read", "write"] });
  expect(auth?.rows.map((row) => row.label)).toEqual(["API keys", "Audit"]);
  expect(finance?.actions).toEqual(["refund"]);
});

describe("pressed", () => {
  test("writing brings reading along", () => {
    expect(pressed([], "auth:clients:write")).toEqual(["auth:clients:write", "auth:clients:read"]);
  });

  test("without reading nothing of the noun is left", () => {
    const chosen = ["auth:clients:read", "auth:clients:write", "auth:roles:read"];
    expect(pressed(chosen, "auth:clients:read")).toEqual(["auth:roles:read"]);
  });

  test("writing alone can be taken back", () => {
    expect(pressed(["auth:clients:read", "auth:clients:write"], "auth:clients:write")).toEqual(["auth:clients:read"]);
  });
});
