// Writes src/api/schema.d.ts, the types of the API, from the document that `fivefold openapi` prints:
//   fivefold openapi | npm run generate
// Errors, examples and prose are left out: the client treats every error as a problem document, and the file stays
// short enough to review.
import { writeFileSync } from "node:fs";
import { json } from "node:stream/consumers";

import openapiTS, { astToString } from "openapi-typescript";

const SCHEMA = new URL("../src/api/schema.d.ts", import.meta.url);
const PROSE = new Set(["description", "summary", "title", "example", "examples", "externalDocs"]);
// Headers are the client's own business, whatever the operation.
const GIVEN_BY_CALLERS = new Set(["path", "query"]);

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Without prose. A property may well be called "title" or "description", so the names of properties are kept. */
function plain(value, insideProperties = false) {
  if (Array.isArray(value)) return value.map((entry) => plain(entry));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => insideProperties || !PROSE.has(name));
  return Object.fromEntries(kept.map(([name, entry]) => [name, plain(entry, !insideProperties && name === "properties")]));
}

function operationOf({ parameters, responses, requestBody }) {
  const successes = Object.entries(responses).filter(([status]) => status.startsWith("2"));
  const bare = successes.map(([status, { content }]) => [status, { description: "", ...(content && { content }) }]);
  const given = (parameters ?? []).filter((parameter) => GIVEN_BY_CALLERS.has(parameter.in));
  return { parameters: given, ...(requestBody && { requestBody }), responses: Object.fromEntries(bare) };
}

const operationsOf = (path) =>
  Object.fromEntries(Object.entries(path).map(([method, operation]) => [method, operationOf(operation)]));

function slim(document) {
  const paths = Object.entries(document.paths).filter(([path]) => path.startsWith("/api/"));
  return plain({
    openapi: document.openapi,
    info: { title: "Fivefold", version: "1" },
    paths: Object.fromEntries(paths.map(([name, path]) => [name, operationsOf(path)])),
    components: { schemas: document.components.schemas },
  });
}

const document = slim(await json(process.stdin));
const types = astToString(await openapiTS(document, { alphabetize: true, silent: true }));
const output = process.argv[2] ?? SCHEMA;
writeFileSync(output, `// Generated from the OpenAPI by scripts/generate.mjs. Do not edit.\n${types}`);
