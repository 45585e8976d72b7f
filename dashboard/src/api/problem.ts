/** An answer that was not a success, as the server's RFC 9457 problem document tells it. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string | null;
  /** What is wrong with which field, by the field's name in the request body. */
  readonly fields: Readonly<Record<string, string>>;

  constructor(facts: ProblemFacts) {
    super(facts.detail);
    this.name = "Problem";
    this.status = facts.status;
    this.code = facts.code;
    this.title = facts.title;
    this.detail = facts.detail;
    this.requestId = facts.requestId ?? null;
    this.fields = facts.fields ?? {};
  }
}

interface ProblemFacts {
  status: number;
  code: string;
  title: string;
  detail: string;
  requestId?: string | null;
  fields?: Record<string, string>;
}

/** A problem from the body of an answer, whatever stood in between (a proxy may answer with HTML). */
export function problemFrom(body: unknown, response: Response): Problem {
  const document = isRecord(body) ? body : {};
  const title = textOf(document["title"]) ?? defaultTitle(response.status);
  return new Problem({
    status: response.status,
    code: textOf(document["code"]) ?? `http_${response.status}`,
    title,
    detail: textOf(document["detail"]) ?? title,
    requestId: textOf(document["request_id"]) ?? response.headers.get("X-Request-Id"),
    fields: { ...takenField(document), ...fieldsOf(document["errors"]) },
  });
}

/** The server could not be reached at all. */
export function unreachable(): Problem {
  return new Problem({
    status: 0,
    code: "unreachable",
    title: "The server cannot be reached",
    detail: "Check your connection and try again. Nothing you typed is lost.",
  });
}

/** Whatever was thrown, as a problem that can be shown. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem({
    status: 0,
    code: "unexpected",
    title: "Something unexpected happened in this page",
    detail: error instanceof Error ? error.message : String(error),
  });
}

/** Field errors by name; `body.` in front, as validators of the server write it, is dropped. First message wins. */
function fieldsOf(errors: unknown): Record<string, string> {
  const fields: Record<string, string> = {};
  if (!Array.isArray(errors)) return fields;
  for (const entry of errors) {
    if (!isRecord(entry)) continue;
    const field = textOf(entry["field"])?.replace(/^body\./, "");
    const message = textOf(entry["message"]);
    if (field !== undefined && message !== undefined && !(field in fields)) fields[field] = sentence(message);
  }
  return fields;
}

/** "code_taken" and its like are conflicts rather than broken rules, but people look for them at the field. */
function takenField({ code, detail, title }: Record<string, unknown>): Record<string, string> {
  const field = /^([a-z]+)_taken$/.exec(textOf(code) ?? "")?.[1];
  return field === undefined ? {} : { [field]: textOf(detail) ?? textOf(title) ?? "Taken" };
}

function sentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}

function defaultTitle(status: number): string {
  return status >= 500 ? "The server could not answer" : "The request was not accepted";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
