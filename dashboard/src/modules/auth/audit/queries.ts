import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";

import { api, unwrap } from "../../../api/client";
import { byCursor } from "../../../api/listing";
import { startOfDay } from "../../../text/time";
import type { AuditSearch } from "./search";

export const auditList = ({ from, to, ...search }: AuditSearch, limit?: number) =>
  infiniteQueryOptions({
    queryKey: ["audit", { from, to, limit, ...search }],
    queryFn: ({ pageParam, signal }) => {
      const since = from === undefined ? undefined : startOfDay(from);
      const until = to === undefined ? undefined : startOfDay(to, 1);
      const query = { ...search, since, until, limit, cursor: pageParam };
      return unwrap(api.GET("/api/v1/auth/audit", { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
    ...byCursor,
  });
