/** Stillframe's JSON: `{info, media_items: [{…, metadata_items: [{type, properties}]}]}`. */
import type { ItemFacts } from "@/lib/items/schema";
import { defined, jsonElements, withoutRoots, type ExportInfo, type Format } from "../format";

const SCHEMA_VERSION = "1.1";
const MEDIA = "media";

/** Where an item can be read, with a link to its media that works when it is asked for. */
const addressOf = (info: Pick<ExportInfo, "dataset_id" | "snapshot_id">, mediaId: string): string =>
  `/api/v1/dataset/${info.dataset_id}/items/${mediaId}${info.snapshot_id === null ? "" : `?snapshot_id=${info.snapshot_id}`}`;

const entry = (type: string, properties: Readonly<Record<string, unknown>>) => ({ type, properties });

/** What is known of an item, as a list of typed entries. */
function metadataItems(item: ItemFacts) {
  return [
    ...item.issues.map((issue) =>
      entry("issue", { issue_type: issue, confidence: item.issue_confidences[issue] ?? null }),
    ),
    ...item.tags.map((tag) => entry("user_tag", { tag_name: tag })),
    ...item.labels.map((label) =>
      entry("image_label", {
        category_name: label,
        source: item.propagated_labels.includes(label) ? "propagated" : "user",
      }),
    ),
    ...item.objects.map(({ label, col_x, row_y, width, height, ...rest }) =>
      entry("object_label", { category_name: label, bbox: [col_x, row_y, width, height], ...rest }),
    ),
    ...item.captions.map((caption) => entry("caption", { caption })),
    ...Object.entries(item.metadata).map(([field_name, value]) => entry("custom_metadata", { field_name, value })),
  ];
}

const jsonItem = (item: ItemFacts, info: ExportInfo) => ({
  media_id: item.media_id,
  media_type: item.media_type,
  file_name: item.file_name,
  file_path: item.file_path,
  file_size: item.file_size,
  uniqueness_score: item.uniqueness_score,
  height: item.height,
  width: item.width,
  url: addressOf(info, item.media_id),
  cluster_id: item.cluster_id,
  // Where an item has them.
  ...defined({
    split: item.split ?? undefined,
    license: item.license ?? undefined,
    source_url: item.source_url ?? undefined,
  }),
  metadata_items: metadataItems(item),
});

const jsonHead = (info: ExportInfo, total: number): string =>
  `{"info":${JSON.stringify({
    schema_version: SCHEMA_VERSION,
    dataset: info.dataset,
    description: info.description,
    dataset_url: `/datasets/${info.dataset_id}`,
    // When the version came to be: the same version gives the same file, whenever it is taken out.
    export_time: info.state_time,
    dataset_creation_time: info.dataset_creation_time,
    exported_by: info.exported_by,
    total_media_items: total,
    snapshot_id: info.snapshot_id,
  })},"media_items":[`;

export const json: Format = {
  single: true,
  mediaPath: (item) => `${MEDIA}/${withoutRoots(item.file_path, MEDIA)}`,
  lists: () => ({ media_items: 1 }),
  files: ({ survey, info }) => [
    {
      path: "stillframe.json",
      mime: "application/json",
      sections: [
        jsonHead(info, survey.items),
        jsonElements("media_items", ({ item }) => [jsonItem(item, info)]),
        "\n]}\n",
      ],
    },
  ],
  losses(item, tell) {
    const count = (what: string, n: number) => {
      if (n > 0) tell(what, "values", "the published shape has no place for them", n);
    };
    count("subclusters", item.subcluster_id === null ? 0 : 1);
    count("groups of duplicates", item.duplicate_group === null ? 0 : 1);
    count("mislabel scores", item.mislabel_score === null ? 0 : 1);
  },
};
