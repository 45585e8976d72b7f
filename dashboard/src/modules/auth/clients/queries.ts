import { infiniteQueryOptions, keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";

import { api, unwrap } from "../../../api/client";
import { byCursor } from "../../../api/listing";
import type { Client } from "../../../api/models";
import { useCan } from "../../../session/me";
import type { ClientSearch } from "./search";

export const clientList = ({ q, sort, archived = false }: ClientSearch) =>
  infiniteQueryOptions({
    queryKey: ["clients", { q, sort, archived }],
    queryFn: ({ pageParam, signal }) => {
      const query = { q, sort, is_archived: archived, cursor: pageParam };
      return unwrap(api.GET("/api/v1/auth/clients", { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
    ...byCursor,
  });

export const clientChoices = queryOptions({
  queryKey: ["clients", "choices"],
  queryFn: ({ signal }) => {
    const query = { limit: 200, is_archived: false, sort: "name" } as const;
    return unwrap(api.GET("/api/v1/auth/clients", { params: { query }, signal }));
  },
});

const NONE: never[] = [];

/** The clients in use, to choose from. */
export function useClients(): Client[] {
  const can = useCan();
  return useQuery({ ...clientChoices, enabled: can("auth:clients:read") }).data?.items ?? NONE;
}

export function clientOptions(clients: readonly Client[]): { value: string; label: string }[] {
  return clients.map(({ id, name }) => ({ value: id, label: name }));
}
