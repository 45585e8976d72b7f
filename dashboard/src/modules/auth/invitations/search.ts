import { compact, flag, oneOf, type RawSearch, text } from "../../../components/search-state";

export const INVITATION_STATUSES = ["pending", "accepted", "revoked", "expired"] as const;

export interface InvitationSearch {
  q?: string | undefined;
  status?: (typeof INVITATION_STATUSES)[number] | undefined;
  /** Opens the form at once, for buttons on other pages. */
  invite?: boolean | undefined;
}

export function invitationSearch(search: RawSearch): InvitationSearch {
  return compact({
    q: text(search["q"]),
    status: oneOf(search["status"], INVITATION_STATUSES),
    invite: flag(search["invite"]),
  });
}
