import createClient from "openapi-fetch";

import { CookieMark } from "./cookie-mark";
import { asProblem, Problem, problemFrom, unreachable } from "./problem";
import type { paths } from "./schema";
import { scopeHeaders, workingScope } from "./scope";
import { StorageLock } from "./storage-lock";
import { TokenKeeper, type Turns } from "./tokens";

export const tokens = new TokenKeeper({
  storage: window.localStorage,
  locks: turns(),
  mark: new CookieMark(),
  fetch: (input, init) => window.fetch(input, init),
  now: () => Date.now(),
});
window.addEventListener("storage", (event) => {
  if (event.storageArea === window.localStorage) tokens.noticed(event);
});

function turns(): Turns {
  const locks = navigator.locks as LockManager | undefined;
  if (locks === undefined) return new StorageLock(window.localStorage, newKey());
  return { request: async (name, work) => await locks.request(name, work) };
}

/** Everything behind the sign-in. Renews the access token, and tries once more when the server refuses it. */
export const api = createClient<paths>({ baseUrl: window.location.origin, fetch: sendSignedIn });

/** What strangers may call: register, sign in, accept an invitation. Sends no credentials. */
export const publicApi = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: (request) => window.fetch(identified(request)),
});

async function sendSignedIn(request: Request): Promise<Response> {
  const prepared = identified(request);
  for (const [name, value] of Object.entries(scopeHeaders(workingScope()))) prepared.headers.set(name, value);
  const token = await tokens.current();
  const response = await window.fetch(withToken(prepared, token));
  if (response.status !== 401 || token === null) return response;
  const renewed = await tokens.renew(token);
  if (renewed === null) return response;
  const second = await window.fetch(withToken(prepared, renewed));
  if (second.status === 401) tokens.forget();
  return second;
}

/** A copy, because a request with a body can be sent only once. */
function withToken(request: Request, token: string | null): Request {
  const copy = request.clone();
  if (token !== null) copy.headers.set("Authorization", `Bearer ${token}`);
  return copy;
}

/** Every write carries a key, so that sending it twice does it once. Forms bring their own, one for each opening. */
function identified(request: Request): Request {
  if (request.method !== "GET" && !request.headers.has("Idempotency-Key")) {
    request.headers.set("Idempotency-Key", newKey());
  }
  return request;
}

/** `crypto.randomUUID` exists only on https and localhost; random values exist everywhere. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The headers of a write: its key and, where two people may edit the same thing, the version that was edited. */
export function writing(key: string, record?: { version: number } | null): Record<string, string> {
  return { "Idempotency-Key": key, ...(record != null && { "If-Match": `"${record.version}"` }) };
}

/** The data of an answer; throws its problem otherwise. */
export async function unwrap<Data>(
  answer: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<Data> {
  const { data, error, response } = await answer.catch((reason: unknown) => {
    if (reason instanceof Problem || isAbort(reason)) throw reason;
    throw reason instanceof TypeError ? unreachable() : asProblem(reason);
  });
  if (!response.ok) throw problemFrom(error, response);
  return data as Data;
}

function isAbort(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === "AbortError";
}
