import { compact, oneOf, type RawSearch, text } from "../../../components/search-state";

export const MEMBER_SORTS = ["name", "-name", "joined_at", "-joined_at"] as const;

export interface MemberSearch {
  q?: string | undefined;
  role_id?: string | undefined;
  sort?: (typeof MEMBER_SORTS)[number] | undefined;
}

export function memberSearch(search: RawSearch): MemberSearch {
  return compact({ q: text(search["q"]), role_id: text(search["role_id"]), sort: oneOf(search["sort"], MEMBER_SORTS) });
}
