import { describe, expect, test } from "vitest";

import { actionWords, changesOf } from "../modules/auth/audit/changes";
import { countOf, duration, fileSize, milliseconds } from "./quantities";
import { directionOf, toggled } from "./sorting";
import { relativeTime } from "./time";
import { codeFrom, counted, deviceName, inSentence, words } from "./words";

const NOW = Date.parse("2026-06-15T12:00:00Z");

test.each([
  ["2026-06-15T11:59:31Z", "just now"],
  ["2026-06-15T11:58:00Z", "2 minutes ago"],
  ["2026-06-14T11:00:00Z", "yesterday"],
  ["2026-06-22T12:00:00Z", "next week"],
  ["2024-06-01T12:00:00Z", "2 years ago"],
])("relativeTime of %s is %s", (instant, expected) => {
  expect(relativeTime(instant, NOW)).toBe(expected);
});

test.each([
  ["Harbor & Pine Trading", "harbor-pine-trading"],
  ["  Žluťoučký kůň 2026 ", "zlutoucky-kun-2026"],
  ["东京", ""],
  [`${"a".repeat(39)} b`, "a".repeat(39)],
])("codeFrom(%s) is %s", (name, expected) => {
  expect(codeFrom(name)).toBe(expected);
});

test.each([
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"],
  ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"],
  ["python-httpx/0.28", "python-httpx"],
  ["", "Unknown client"],
])("deviceName(%s) is %s", (agent, expected) => {
  expect(deviceName(agent)).toBe(expected);
});

describe("words and numbers", () => {
  test("names of things", () => {
    expect(words("api_key")).toBe("API key");
    expect(counted(1, "project")).toBe("1 project");
    expect(counted(1200, "project")).toBe("1,200 projects");
  });

  test("amounts", () => {
    expect([fileSize(0), fileSize(999), fileSize(1_234_567)]).toEqual(["0 B", "999 B", "1.2 MB"]);
    expect([duration(0.4), duration(59), duration(93_784)]).toEqual(["0 s", "59 s", "1 d 2 h"]);
    expect(milliseconds(0.00346)).toBe("3.5 ms");
    expect(countOf({ items: [1, 2], next_cursor: "x" })).toBe("2+");
  });

  test("sorting by a header", () => {
    expect(directionOf("-name", "name")).toBe("down");
    expect([toggled(undefined, "name"), toggled("name", "name"), toggled("-name", "name")]).toEqual(["name", "-name", "name"]);
  });
});

describe("audit", () => {
  test("shows only what changed", () => {
    const before = { name: "Delta", tags: ["a"], note: null };
    const after = { name: "Delta Freight", tags: ["a"], note: "new" };
    expect(changesOf(before, after)).toEqual([
      { field: "name", before: "Delta", after: "Delta Freight" },
      { field: "note", before: null, after: "new" },
    ]);
  });

  test("names an action without its module", () => {
    expect(actionWords("auth.api_key.revoked")).toBe("API key revoked");
    expect(inSentence(actionWords("auth.api_key.revoked"))).toBe("API key revoked");
    expect(inSentence(actionWords("auth.project.created"))).toBe("project created");
  });
});
