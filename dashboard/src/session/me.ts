import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";

import { api, unwrap } from "../api/client";
import type { Me } from "../api/models";
import { Problem } from "../api/problem";
import { chooseScope, workingScope } from "../api/scope";

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => whoAmI(signal),
  staleTime: 60_000,
});

/** The person signed in, in the organisation of this tab. Inside the shell it is always there. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** Whether the person holds a permission somewhere in the organisation. */
export function useCan(): (permission: string) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}

/**
 * Asks with the scope of this tab, then with less of it: a project may have been deleted and a membership ended since
 * the tab last looked, and that must not lock anybody out.
 */
async function whoAmI(signal: AbortSignal): Promise<Me> {
  const scope = workingScope();
  const { organization } = scope;
  try {
    return await ask(signal);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 404 || organization === undefined) throw error;
    chooseScope(scope.client === undefined ? {} : { organization });
    return whoAmI(signal);
  }
}

function ask(signal: AbortSignal): Promise<Me> {
  return unwrap(api.GET("/api/v1/auth/me", { signal }));
}
