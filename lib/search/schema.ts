import type { Run } from "@/lib/versioning/runs";

/** The items that an edit, an export or a merge is about: by ids, by numbers, or by a search. */
export interface ItemSelection {
  readonly item_ids?: readonly string[];
  readonly item_numbers?: readonly Run[];
  readonly q?: string;
  readonly state_id?: string;
  readonly except_numbers?: readonly Run[];
}
