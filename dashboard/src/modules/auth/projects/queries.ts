import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "../../../api/client";
import { byCursor } from "../../../api/listing";
import type { ProjectSearch } from "./search";

export const projectList = ({ q, sort, client_id, archived = false }: ProjectSearch) =>
  infiniteQueryOptions({
    queryKey: ["projects", { q, sort, client_id, archived }],
    queryFn: ({ pageParam, signal }) => {
      const query = { q, sort, client_id, is_archived: archived, cursor: pageParam };
      return unwrap(api.GET("/api/v1/auth/projects", { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
    ...byCursor,
  });

export const projectChoices = queryOptions({
  queryKey: ["projects", "choices"],
  queryFn: ({ signal }) => {
    const query = { limit: 200, is_archived: false, sort: "name" } as const;
    return unwrap(api.GET("/api/v1/auth/projects", { params: { query }, signal }));
  },
});
