import { expect, it } from "vitest";
import { changeWords, nameOfKind, snapshotsNamedBy } from "./event-words";
import { HEAD_EVENT_KINDS, parseHeadEvent } from "./events";

const wordsOf = (kind: string, detail: Record<string, unknown>) =>
  changeWords(parseHeadEvent(kind, detail)!, (id) => (id === "kept" ? "Before" : null));
const swap = { from_snapshot: null, safety_snapshot: null };

it.each([
  ["tag", { words: ["a", "b", "c", "d", "e"], changed: 1 }, "tagged “a”, “b”, “c”, 2 more"],
  ["untag", { words: ["a"], changed: 1 }, "took the tag “a” away"],
  ["unlabel", { words: ["a", "b"], changed: 1 }, "took the labels “a”, “b” away"],
  ["delete", { changed: 1 }, "deleted"],
  ["patch", { media_id: "m", facets: ["caption", "origin"] }, "edited caption, licence or source"],
  ["metadata", { field: "speed", changed: 1 }, "set the field “speed”"],
  ["split", { splits: ["train"], changed: 1 }, "put into the split “train”"],
  ["split", { splits: [], changed: 1 }, "set the split"],
  ["rename_cluster", { from: "1", to: "sea", changed: 1 }, "renamed the cluster “1” to “sea”"],
  ["classes", { edit: "rename", names: ["car"], to: "auto", changed: 1 }, "renamed the class “car” to “auto”"],
  ["classes", { edit: "merge", names: ["a", "b"], to: "c", changed: 1 }, "merged the classes “a”, “b” into “c”"],
  ["classes", { edit: "reorder", names: [], changed: 0 }, "put the classes into another order"],
  ["enrichment", { models: { exif: "exif" } }, "enriched with “exif”"],
  ["custom_metadata", { fields: ["speed"] }, "imported metadata: “speed”"],
  ["restore", { ...swap, to_snapshot: "kept" }, "restored “Before”"],
  ["restore", { ...swap, to_snapshot: "gone" }, "restored a snapshot"],
  [
    "restore_part",
    { snapshot_id: "kept", only: ["tags", "deleted_items"], safety_snapshot: null, changed: 1 },
    "restored tags, deleted items of “Before”",
  ],
  [
    "restore_part",
    { snapshot_id: "kept", only: null, safety_snapshot: null, changed: 1 },
    "restored items of “Before”",
  ],
  ["undo", { undoes: "tag", edit_id: "1", words: ["a"], changed: 1 }, "took back: tagged “a”"],
  ["undo", { undoes: "undo", edit_id: "1", words: ["a"], changed: 1 }, "took a change back"],
])("says of %s %j: %s", (kind, detail, words) => expect(wordsOf(kind, detail)).toBe(words));

it("names the snapshots that its words need, and every kind", () => {
  expect(snapshotsNamedBy(parseHeadEvent("restore", { ...swap, to_snapshot: "kept" })!)).toEqual(["kept"]);
  expect(snapshotsNamedBy(parseHeadEvent("delete", { changed: 1 })!)).toEqual([]);
  for (const kind of HEAD_EVENT_KINDS) expect(nameOfKind(kind)).not.toBe(kind);
  expect(nameOfKind("older")).toBe("older");
});
