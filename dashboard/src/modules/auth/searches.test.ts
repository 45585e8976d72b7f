import { describe, expect, test } from "vitest";

import { apiKeySearch } from "./api-keys/search";
import { auditSearch } from "./audit/search";
import { clientSearch } from "./clients/search";
import { memberSearch } from "./members/search";
import { projectSearch } from "./projects/search";

describe("filters from the address", () => {
  test("keep what is known and drop the rest", () => {
    expect(memberSearch({ q: "  ana ", sort: "-joined_at", page: 3 })).toEqual({ q: "ana", sort: "-joined_at" });
    expect(memberSearch({ q: "", sort: "salary" })).toEqual({});
    expect(apiKeySearch({ status: "stolen" })).toEqual({});
  });

  test("take digits that the router read as a number for text", () => {
    expect(clientSearch({ q: 2026 })).toEqual({ q: "2026" });
  });

  test("bound what is typed", () => {
    expect(clientSearch({ q: "x".repeat(500) }).q).toHaveLength(100);
  });

  test("share the filters of records", () => {
    expect(projectSearch({ client_id: "c1", archived: true, sort: "name" })).toEqual({
      client_id: "c1",
      archived: true,
      sort: "name",
    });
    expect(projectSearch({ archived: "yes" })).toEqual({});
  });

  test("accept days only as days", () => {
    expect(auditSearch({ from: "2026-04-30", to: "yesterday" })).toEqual({ from: "2026-04-30" });
  });
});
