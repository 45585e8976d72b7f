import { QueryCache, QueryClient } from "@tanstack/react-query";

import { Problem } from "./problem";

/** How lists go on: spread into an infinite query. */
export const byCursor = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: { next_cursor?: string | null }) => page.next_cursor ?? undefined,
};

const ATTEMPTS = 3;

/** The key of the question who is signed in, and for whom they work. */
export const ME = "me";

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, { queryKey }) => {
      // The tab may work for a client that is gone by now: asking who one is finds out and repairs it.
      if (error instanceof Problem && error.status === 404 && queryKey[0] !== ME) {
        void queryClient.invalidateQueries({ queryKey: [ME] }, { cancelRefetch: false });
      }
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A problem the server has decided on will not go away by asking again; an absent server may.
      retry: (count, error) => count < ATTEMPTS - 1 && mayPass(error),
      retryDelay: (count) => 400 * 2 ** count,
    },
  },
});

function mayPass(error: unknown): boolean {
  return error instanceof Problem && (error.status === 0 || error.status === 429 || error.status >= 502);
}

/**
 * Asks again for everything on the screen. A write moves numbers in other places too (how many projects a client has,
 * who holds a role), and what is not on the screen is only marked as old.
 */
export function refreshAll(): Promise<void> {
  return queryClient.invalidateQueries();
}
