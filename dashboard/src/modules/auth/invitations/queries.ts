import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";

import { api, unwrap } from "../../../api/client";
import { byCursor } from "../../../api/listing";
import type { InvitationSearch } from "./search";

export const invitationList = ({ q, status }: InvitationSearch) =>
  infiniteQueryOptions({
    queryKey: ["invitations", { q, status }],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/api/v1/auth/invitations", { params: { query: { q, status, cursor: pageParam } }, signal })),
    placeholderData: keepPreviousData,
    ...byCursor,
  });
