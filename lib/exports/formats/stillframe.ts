/** Everything that a version says of its items, for moving it to another server: a line of JSON for each item, and the media. */
import type { ItemFacts } from "@/lib/items/schema";
import { withoutRoots, type Format, type PlacedItem } from "../format";

const MEDIA = "media";
const FORMAT_VERSION = 1;

/** What follows from the rest, or is of this server. */
type Passing = "item_no" | "caption";

/** An item as a line says it. `path` is where its media lies in the archive. */
export function lineOf({ item, path }: PlacedItem): Omit<ItemFacts, Passing> & { readonly path: string } {
  const { item_no: _number, caption: _first, ...kept } = item;
  return { path, ...kept };
}

export const stillframe: Format = {
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
            items: survey.items,
            classes: survey.entries,
          },
          null,
          2,
        )}\n`,
      ],
    },
    {
      path: "items.jsonl",
      mime: "application/jsonl",
      sections: [(items) => items.map((placed) => `${JSON.stringify(lineOf(placed))}\n`).join("")],
    },
  ],
  losses: () => undefined,
};
