import { infiniteQueryOptions, queryOptions, useQuery } from "@tanstack/react-query";

import { api, unwrap } from "../../../api/client";
import { byCursor } from "../../../api/listing";
import type { Permission, Role } from "../../../api/models";
import { useCan } from "../../../session/me";

export const roleList = infiniteQueryOptions({
  queryKey: ["roles"],
  // There are few, so the server gives them all at once.
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/auth/roles", { signal })),
  ...byCursor,
});

export const roleById = (id: string) =>
  queryOptions({
    queryKey: ["roles", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/auth/roles/{role_id}", { params: { path: { role_id: id } }, signal })),
  });

const roleChoices = queryOptions({
  queryKey: ["roles", "choices"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/auth/roles", { signal })),
});

const permissionCatalogue = queryOptions({
  queryKey: ["permissions"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/auth/permissions", { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

const NONE: never[] = [];

/** The roles to choose from; none for those who may not see roles. */
export function useRoles(): Role[] {
  const can = useCan();
  return useQuery({ ...roleChoices, enabled: can("auth:roles:read") }).data?.items ?? NONE;
}

/** Every permission there is. */
export function usePermissions(): Permission[] {
  return useQuery(permissionCatalogue).data?.items ?? NONE;
}

export function roleOptions(roles: readonly Role[]): { value: string; label: string }[] {
  return roles.map(({ id, name }) => ({ value: id, label: name }));
}
