/** Plans of exports, kept in memory, and what they follow from on disk: who asks how large a file is asks for the file next. */
import "server-only";
import { createHash } from "node:crypto";
import { coverageOf } from "@/lib/applied-models/applied-models";
import { derived } from "@/lib/derived";
import { NotFoundError } from "@/lib/errors";
import { fieldsIn, type Field } from "@/lib/fields/rules";
import type { ExportTaskInput } from "@/lib/operations/export";
import { canonicalJson } from "@/lib/revisions/payloads";
import { bitmapOfSet, loadSets, openStateIfKept, type OpenState } from "@/lib/states/service";
import { and, bitmapOf, type Bitmap } from "@/lib/versioning/bitmap";
import { LIVE } from "@/lib/versioning/names";
import { numbersIn } from "@/lib/versioning/runs";
import type { ExportInfo } from "./format";
import { FORMATS } from "./formats/all";
import { ItemBlocks } from "./item-blocks";
import { learnExport } from "./learn";
import { keepLearnt, readLearnt } from "./learnt-files";
import { planFrom, type ExportPlan } from "./plan";
import { findStateTime } from "./repository";

/** Raise it when a format's bytes change: a download that was interrupted then begins anew instead of being continued. */
const WRITERS_VERSION = 4;

/** By what the bytes follow from. */
const plans = derived<ExportPlan>("export plans", ({ memory }) => memory);

/** Names the bytes of an export: the same for the same bytes. */
export const exportDigest = (input: ExportTaskInput): string =>
  createHash("sha256")
    // Pictures of masks are packed, and another zlib may pack them into other bytes.
    .update(canonicalJson([WRITERS_VERSION, process.versions.zlib, input]))
    .digest("hex");

/** @param progress share of the work that is done, from 0 to 1 @throws NotFoundError when the version is not kept any more */
export const planOf = (input: ExportTaskInput, progress?: (share: number) => Promise<void>): Promise<ExportPlan> => {
  const digest = exportDigest(input);
  return plans.of(digest, async () => {
    const [open, stateTime] = await Promise.all([openStateIfKept(input.state_id), findStateTime(input.state_id)]);
    if (!open || stateTime === null)
      throw new NotFoundError("The version that was exported is not kept any more: it was");
    const { dataset } = input;
    const info: ExportInfo = {
      dataset_id: dataset.id,
      dataset: dataset.name,
      description: dataset.description,
      dataset_creation_time: dataset.created_at,
      exported_by: input.exported_by,
      snapshot_id: input.snapshot_id,
      state_digest: open.state.digest,
      state_time: stateTime,
      fields: fieldsOf(open),
      models: await coverageOf(open),
    };
    const blocks = new ItemBlocks(open, await itemsOf(open, input.item_numbers));
    const format = FORMATS[input.export_format];
    let learnt = await readLearnt(digest);
    if (!learnt) {
      learnt = await learnExport(blocks, format, info, input, progress);
      await keepLearnt(digest, learnt);
    }
    return planFrom(learnt, blocks, format, info, input);
  });
};

/** Metadata fields of a version, in the order of their names. */
export const fieldsOf = ({ state }: OpenState): Field[] =>
  [...fieldsIn(state.sets.keys()).values()].sort((a, b) => (a.name < b.name ? -1 : 1));

/** The live items of a state that are meant. */
async function itemsOf(open: OpenState, runs: ExportTaskInput["item_numbers"]): Promise<Bitmap> {
  const live = bitmapOfSet(await loadSets(open, [LIVE]), LIVE);
  return runs === null ? live : and(live, bitmapOf(numbersIn(runs)));
}
