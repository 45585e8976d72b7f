import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";

import { api, unwrap } from "../../../api/client";
import { byCursor } from "../../../api/listing";
import type { MemberSearch } from "./search";

export const memberList = (search: MemberSearch) =>
  infiniteQueryOptions({
    queryKey: ["members", search],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/api/v1/auth/members", { params: { query: { ...search, cursor: pageParam } }, signal })),
    placeholderData: keepPreviousData,
    ...byCursor,
  });
