import { queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "../../../api/client";

export const pendingInvitations = queryOptions({
  queryKey: ["invitations", "pending"],
  queryFn: ({ signal }) => {
    const query = { status: "pending", limit: 200 } as const;
    return unwrap(api.GET("/api/v1/auth/invitations", { params: { query }, signal }));
  },
});

export const newestProjects = queryOptions({
  queryKey: ["projects", "newest"],
  queryFn: ({ signal }) => {
    const query = { limit: 7, is_archived: false, sort: "-created_at" } as const;
    return unwrap(api.GET("/api/v1/auth/projects", { params: { query }, signal }));
  },
});
