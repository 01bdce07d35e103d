import { z } from "zod";
import { uuidField } from "@/lib/validation";
import type { Run } from "@/lib/versioning/runs";

/** The items that an edit, an export or a merge is about: by ids, by numbers, or by a search. */
export interface ItemSelection {
  readonly item_ids?: readonly string[];
  readonly item_numbers?: readonly Run[];
  readonly q?: string;
  readonly state_id?: string;
  readonly except_numbers?: readonly Run[];
}

const itemNumber = z.coerce.number().int().min(0).max(0x7fffffff);
const MAX_IDS = 10_000;
const MAX_RUNS = 500_000;
/** Item numbers as runs `[first, last]`, both included: a thousand items side by side are two numbers. */
const runs = z.array(z.tuple([itemNumber, itemNumber])).max(MAX_RUNS, `Give at most ${MAX_RUNS} runs`);
export const selection = {
  item_ids: z
    .array(uuidField)
    .max(MAX_IDS, `Give at most ${MAX_IDS} ids; select by q or by numbers for more`)
    .optional(),
  item_numbers: runs.optional(),
  q: z.string().max(4000).optional(),
  state_id: uuidField.optional(),
  /** With q: what matches but is not meant. */
  except_numbers: runs.optional(),
};
export const WAYS = ["item_ids", "item_numbers", "q"] as const;
export const exactlyOne = (input: Partial<Record<(typeof WAYS)[number], unknown>>) =>
  WAYS.filter((way) => input[way] !== undefined).length === 1;
export const exactlyOneText = { message: `Give exactly one of ${WAYS.join(", ")}` };

export const atMostOne = (input: Partial<Record<(typeof WAYS)[number], unknown>>) =>
  WAYS.filter((way) => input[way] !== undefined).length <= 1;
export const atMostOneText = { message: `Give at most one of ${WAYS.join(", ")}; without any, all items are added` };
