import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";

import { api, unwrap } from "../../../api/client";
import { byCursor } from "../../../api/listing";
import type { ApiKeySearch } from "./search";

export const apiKeyList = (search: ApiKeySearch) =>
  infiniteQueryOptions({
    queryKey: ["api-keys", search],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/api/v1/auth/api-keys", { params: { query: { ...search, cursor: pageParam } }, signal })),
    placeholderData: keepPreviousData,
    ...byCursor,
  });
