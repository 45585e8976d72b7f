import { compact, oneOf, type RawSearch, text } from "../../../components/search-state";

export const API_KEY_STATUSES = ["active", "expired", "revoked"] as const;

export interface ApiKeySearch {
  q?: string | undefined;
  status?: (typeof API_KEY_STATUSES)[number] | undefined;
}

export function apiKeySearch(search: RawSearch): ApiKeySearch {
  return compact({ q: text(search["q"]), status: oneOf(search["status"], API_KEY_STATUSES) });
}
