import { compact, type RawSearch, text } from "../../../components/search-state";
import { type ClientSearch, clientSearch } from "../clients/search";

export interface ProjectSearch extends ClientSearch {
  client_id?: string | undefined;
}

export function projectSearch(search: RawSearch): ProjectSearch {
  return compact({ ...clientSearch(search), client_id: text(search["client_id"]) });
}
