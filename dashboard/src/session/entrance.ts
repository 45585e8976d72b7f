import { publicApi, api, tokens, unwrap } from "../api/client";
import { queryClient } from "../api/listing";
import { chooseScope, forgetScope, type WorkingScope } from "../api/scope";

export interface Credentials {
  email: string;
  password: string;
}

export async function signIn({ email, password }: Credentials): Promise<void> {
  const pair = await unwrap(publicApi.POST("/api/v1/auth/login", { body: { email, password } }));
  queryClient.clear();
  tokens.keep(pair);
}

/** Ends the session on the server as well. The tokens are forgotten even where the server cannot be reached. */
export async function signOut(): Promise<void> {
  try {
    await unwrap(api.POST("/api/v1/auth/logout", {}));
  } finally {
    tokens.forget();
    forgetScope();
    queryClient.clear();
  }
}

/** Makes this tab work for another organization, client or project. Nothing read for the old one may stay. */
export async function workFor(scope: WorkingScope): Promise<void> {
  chooseScope(scope);
  await queryClient.resetQueries();
}

/** A path inside the dashboard to go to after signing in; anything else is not followed. */
export function safeNext(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : "/";
}
