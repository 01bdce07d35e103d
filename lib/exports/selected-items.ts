/** Selected items as one file, sent as it is written: it is for a handful, so nobody asks how long it is or for a part of it. */
import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { NotFoundError } from "@/lib/errors";
import type { SELECTION_FORMATS } from "@/lib/items/schema";
import { openForRead } from "@/lib/items/service";
import { exportOptions } from "@/lib/operations/export";
import type { ItemSelection } from "@/lib/search/schema";
import { selectedItems } from "@/lib/search/selection";
import type { OpenState } from "@/lib/states/service";
import type { Bitmap } from "@/lib/versioning/bitmap";
import { fileNameOf } from "./file-names";
import type { Survey, TextFile } from "./format";
import { FORMATS } from "./formats/all";
import { ItemBlocks } from "./item-blocks";
import { fieldsOf } from "./plans";
import { findStateTime } from "./repository";

export type SelectionFormat = (typeof SELECTION_FORMATS)[number];

/** @throws NotFoundError, InvalidInputError before the first piece */
export async function exportItems(
  user: CurrentUser,
  datasetId: string,
  selection: ItemSelection,
  { format, snapshot_id }: { readonly format: SelectionFormat; readonly snapshot_id?: string },
): Promise<{ fileName: string; mime: string; pieces: AsyncGenerator<string | Uint8Array> }> {
  const { dataset, open } = await openForRead(user, datasetId, { snapshot_id });
  const [chosen, stateTime] = await Promise.all([selectedItems(open, selection), findStateTime(open.id)]);
  if (stateTime === null) throw new NotFoundError("Version");
  const options = exportOptions.parse({ export_format: format });
  const info = {
    dataset_id: dataset.id,
    dataset: dataset.display_name,
    description: dataset.description,
    dataset_creation_time: dataset.created_at,
    exported_by: user.email,
    snapshot_id: snapshot_id ?? null,
    state_digest: open.state.digest,
    state_time: stateTime,
    fields: fieldsOf(open),
    models: [],
  };
  const [file] = FORMATS[format].files({ survey: { ...NOTHING_KNOWN, items: chosen.size }, info, options });
  const extension = file!.path.slice(file!.path.lastIndexOf("."));
  return {
    fileName: fileNameOf(dataset.display_name, options, extension),
    mime: file!.mime,
    pieces: piecesOf(file!, open, chosen),
  };
}

/** Files of one part need to know nothing of the items that are still to come. */
const NOTHING_KNOWN: Omit<Survey, "items"> = {
  entries: [],
  nextClass: 0,
  classes: [],
  labels: [],
  licenses: [],
  splits: [],
  keypoints: 0,
  lists: {},
};

async function* piecesOf({ sections }: TextFile, open: OpenState, chosen: Bitmap): AsyncGenerator<string | Uint8Array> {
  const blocks = new ItemBlocks(open, chosen);
  for (const section of sections) {
    if (typeof section !== "function") {
      yield typeof section === "string" ? section : section.after();
      continue;
    }
    let index = 0;
    for (let block = 0; block < blocks.blockCount; block += 1)
      yield section(
        (await (await blocks.items(block))()).flatMap((item) => {
          if (!item) return [];
          const placed = { item, index, path: item.file_path, before: { media_items: index } };
          index += 1;
          return [placed];
        }),
      );
  }
}
