import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";

import { api, unwrap } from "../api/client";
import { ME, queryClient } from "../api/listing";
import type { Me } from "../api/models";
import { Problem } from "../api/problem";
import { chooseScope, holdScope, workingScope } from "../api/scope";

export const meQuery = queryOptions({
  queryKey: [ME],
  queryFn: ({ signal }) => whoAmI(signal),
  staleTime: 60_000,
});

/** The person signed in, in the organization of this tab. Inside the shell it is always there. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** Whether the person holds a permission somewhere in the organization. */
export function useCan(): (permission: string) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}

/**
 * Asks with the scope of this tab, then with less of it: a project may have been deleted and a membership ended since
 * the tab last looked, and that must not lock anybody out. The organization that answers is the tab's from then on,
 * also when another tab chooses another one.
 */
async function whoAmI(signal: AbortSignal): Promise<Me> {
  const scope = workingScope();
  try {
    const me = await unwrap(api.GET("/api/v1/auth/me", { signal }));
    if (me.organization !== null) holdScope({ ...scope, organization: me.organization.id });
    return me;
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 404 || scope.organization === undefined) throw error;
    chooseScope(scope.client === undefined ? {} : { organization: scope.organization });
    // What else is being asked with the old scope fails the same way.
    void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== ME });
    return whoAmI(signal);
  }
}
