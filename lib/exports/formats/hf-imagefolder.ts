/** Hugging Face ImageFolder: a folder for each split with a metadata.jsonl. Format: https://huggingface.co/docs/datasets/image_dataset */
import type { ItemFacts } from "@/lib/items/schema";
import { folderName } from "../archive-paths";
import { tellWords, withoutRoots, type Format, type PlacedItem } from "../format";
import { tellFields } from "../object-losses";
import { tellGeometry } from "./shapes";

/** Where pictures without a split go, as readers take them to be. */
const DEFAULT_SPLIT = "train";
const folderOf = (split: string | null): string => folderName(split ?? DEFAULT_SPLIT);

/** A line: every one has every column, so that readers find out the types from any of them. */
function lineOf({ item, path }: PlacedItem): string {
  return `${JSON.stringify({
    file_name: path.slice(path.indexOf("/") + 1),
    labels: item.labels,
    tags: item.tags,
    captions: item.captions,
    objects: {
      bbox: item.objects.map(({ col_x, row_y, width, height }) => [col_x, row_y, width, height]),
      categories: item.objects.map(({ label }) => label),
    },
    // Columns have one type, values of a field may have several.
    metadata: JSON.stringify(item.metadata),
    split: item.split ?? DEFAULT_SPLIT,
    license: item.license ?? "",
    source_url: item.source_url ?? "",
  })}\n`;
}

export const hfImagefolder: Format = {
  leavesOut: (item) => (item.media_type === "image" ? null : "ImageFolder speaks of pictures"),
  mediaPath(item) {
    const folder = folderOf(item.split);
    return `${folder}/${withoutRoots(item.file_path, folder)}`;
  },
  lists: (item) => ({ [`folder:${folderOf(item.split)}`]: 1 }),
  files: ({ survey }) =>
    Object.keys(survey.lists)
      .sort()
      .map((list) => list.slice("folder:".length))
      .map((folder) => ({
        path: `${folder}/metadata.jsonl`,
        mime: "application/jsonl",
        sections: [
          (items) =>
            items
              .filter(({ item }) => folderOf(item.split) === folder)
              .map(lineOf)
              .join(""),
        ],
      })),
  losses(item: ItemFacts, tell) {
    tellWords(item, tell, "ImageFolder", ["tags", "metadata"]);
    if (item.split === null)
      tell("pictures without a split", "pictures", `ImageFolder has splits only; they are put into ${DEFAULT_SPLIT}`);
    for (const object of item.objects) {
      tellGeometry(object, tell, "a line has boxes only; the bounding box is written");
      tellFields(object, tell, "ImageFolder");
    }
  },
};
