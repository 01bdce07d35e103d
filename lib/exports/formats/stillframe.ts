/** Everything that a version says of its items, for moving it to another server: a line of JSON for each item, and the media. */
import type { ItemFacts } from "@/lib/items/schema";
import { withoutRoots, type ExportInfo, type Format, type PlacedItem } from "../format";

const MEDIA = "media";
/** 2: lines say which models covered their items, and the list of classes where it ends. */
const FORMAT_VERSION = 2;

/** What follows from the rest, or is of this server. */
type Passing = "item_no" | "caption";

type Line = Omit<ItemFacts, Passing> & { readonly path: string; readonly models?: readonly string[] };

/** An item as a line says it. `path` is where its media lies in the archive, `models` names runs of models that covered it. */
export function lineOf({ item, path }: PlacedItem, models: ExportInfo["models"] = []): Line {
  const { item_no: number, caption: _first, ...kept } = item;
  const runs = models.filter((one) => one.covers(number)).map(({ run }) => run);
  return { path, ...kept, ...(runs.length > 0 ? { models: runs } : {}) };
}

export const stillframe: Format = {
  saysModels: true,
  mediaPath: (item) => `${MEDIA}/${withoutRoots(item.file_path, MEDIA)}`,
  files: ({ survey, info }) => [
    {
      path: "stillframe.json",
      mime: "application/json",
      sections: [
        `${JSON.stringify(
          {
            format: "stillframe",
            format_version: FORMAT_VERSION,
            ...info,
            models: info.models.map(({ model, run }) => ({ ...model, run })),
            items: survey.items,
            classes: survey.entries,
            next_class: survey.nextClass,
          },
          null,
          2,
        )}\n`,
      ],
    },
    {
      path: "items.jsonl",
      mime: "application/jsonl",
      sections: [(items) => items.map((placed) => `${JSON.stringify(lineOf(placed, info.models))}\n`).join("")],
    },
  ],
  losses: () => undefined,
};
