import { describe, expect, test } from "vitest";

import { asProblem, problemFrom, unreachable } from "./problem";

const answer = (status: number, headers: Record<string, string> = {}) => new Response(null, { status, headers });

describe("problemFrom", () => {
  test("reads a problem document", () => {
    const problem = problemFrom(
      {
        title: "Some fields need attention",
        detail: "code is taken.",
        code: "invalid",
        request_id: "req-1",
        errors: [
          { field: "body.code", message: "is taken" },
          { field: "name", message: "is too long" },
          { field: "name", message: "is odd" },
        ],
      },
      answer(422),
    );
    expect(problem).toMatchObject({ status: 422, code: "invalid", requestId: "req-1", detail: "code is taken." });
    expect(problem.fields).toEqual({ code: "Is taken", name: "Is too long" });
  });

  test("shows what is taken at its field", () => {
    const problem = problemFrom({ code: "code_taken", detail: "This code is taken." }, answer(409));
    expect(problem.fields).toEqual({ code: "This code is taken." });
  });

  test("makes do with an answer that is none", () => {
    const problem = problemFrom("<html>", answer(502, { "X-Request-Id": "req-2" }));
    expect(problem).toMatchObject({ status: 502, code: "http_502", requestId: "req-2" });
    expect(problem.title).toBe("The server could not answer");
  });
});

test("asProblem keeps problems and wraps the rest", () => {
  const away = unreachable();
  expect(asProblem(away)).toBe(away);
  expect(asProblem(new Error("odd")).detail).toBe("odd");
});
