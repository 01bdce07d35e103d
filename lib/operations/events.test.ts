import { describe, expect, it } from "vitest";
import {
  eventWords,
  explains,
  HEAD_EVENTS,
  isUndoableEdit,
  parseHeadEvent,
  type ChangeKind,
  type HeadEventKind,
  type HeadEventRecord,
} from "./events";

const record = (kind: HeadEventKind, detail: Record<string, unknown> = {}): HeadEventRecord => {
  const parsed = parseHeadEvent(kind, detail);
  if (!parsed) throw new Error(`${kind} cannot be read`);
  return parsed;
};
const swap = { from_snapshot: null, to_snapshot: "b", safety_snapshot: null };
const RECORDS: Record<HeadEventKind, HeadEventRecord> = {
  tag: record("tag", { words: ["night"], changed: 1 }),
  untag: record("untag", { words: ["night"], changed: 1 }),
  label: record("label", { words: ["dog"], changed: 1 }),
  unlabel: record("unlabel", { words: ["dog"], changed: 1 }),
  delete: record("delete", { changed: 1 }),
  patch: record("patch", { media_id: "a", facets: ["caption"] }),
  metadata: record("metadata", { field: "weather", changed: 1 }),
  split: record("split", { splits: ["train"], changed: 1 }),
  rename_cluster: record("rename_cluster", { from: "1", to: "night drive", changed: 1 }),
  classes: record("classes", { edit: "rename", names: ["car"], to: "auto", changed: 2 }),
  annotation_import: record("annotation_import", { mode: "add", changed: 1 }),
  restore_part: record("restore_part", { snapshot_id: "a", only: ["tags"], safety_snapshot: null, changed: 1 }),
  merge_back: record("merge_back", {
    source_dataset_id: "a",
    snapshot_id: null,
    source_state_id: "b",
    base_state_id: "c",
    changed: 1,
  }),
  undo: record("undo", { undoes: "delete", edit_id: "1", changed: 1 }),
  add_media: record("add_media"),
  merge: record("merge", { source_dataset_id: "a" }),
  reindex: record("reindex"),
  enrichment: record("enrichment", { models: { exif: "exif" } }),
  label_propagation: record("label_propagation", { k: 3, min_confidence: 0.5, changed: 2 }),
  custom_metadata: record("custom_metadata", { fields: ["weather"] }),
  restore: record("restore", swap),
  restore_undo: record("restore_undo", swap),
  clone: record("clone"),
};
const KINDS: readonly ChangeKind[] = [
  "added",
  "removed",
  "tags",
  "labels",
  "split",
  "issues",
  "cluster",
  "file",
  "caption",
  "objects",
  "metadata",
  "origin",
];
const worded = (kind: ChangeKind) => ({ kind, added: ["night", "dog"], removed: ["night", "dog"] });
const explained = (kind: HeadEventKind) => KINDS.filter((change) => explains(RECORDS[kind], worded(change)));

describe("what can be behind a change", () => {
  it.each<[HeadEventKind, readonly ChangeKind[]]>([
    ["tag", ["tags"]],
    ["untag", ["tags"]],
    ["label", ["labels"]],
    ["unlabel", ["labels"]],
    ["delete", ["removed"]],
    ["patch", ["split", "caption", "objects", "metadata", "origin"]],
    ["split", ["split"]],
    ["rename_cluster", ["cluster"]],
    ["classes", ["labels", "objects"]],
    ["metadata", ["metadata"]],
    ["undo", ["added"]],
    ["annotation_import", KINDS.filter((kind) => !["added", "removed", "issues", "cluster", "file"].includes(kind))],
    ["restore_part", KINDS.filter((kind) => kind !== "removed" && kind !== "file")],
    ["merge_back", KINDS],
    ["add_media", KINDS.filter((kind) => kind !== "removed" && kind !== "file")],
    ["merge", ["added", "issues", "cluster"]],
    ["reindex", ["issues", "cluster"]],
    ["enrichment", ["tags", "labels", "issues", "caption", "objects", "metadata"]],
    ["label_propagation", ["labels"]],
    ["custom_metadata", ["metadata"]],
    ["restore", KINDS],
    ["restore_undo", KINDS],
    ["clone", KINDS],
  ])("%s", (kind, changes) => expect(explained(kind)).toEqual(changes));

  it("is a tag only for the words that it put on, and taking off only for those that went", () => {
    expect(explains(RECORDS.tag, { kind: "tags", added: ["night"] })).toBe(true);
    expect(explains(RECORDS.tag, { kind: "tags", added: ["day"], removed: ["night"] })).toBe(false);
    expect(explains(RECORDS.untag, { kind: "tags", removed: ["night"] })).toBe(true);
    expect(explains(RECORDS.untag, { kind: "tags", added: ["night"] })).toBe(false);
  });

  it("is an undo for the opposite of what the edit did", () => {
    const undo = record("undo", { undoes: "tag", edit_id: "1", words: ["night"], changed: 1 });
    expect(explains(undo, { kind: "tags", removed: ["night"] })).toBe(true);
    expect(explains(undo, { kind: "tags", added: ["night"] })).toBe(false);
    expect(explains(record("undo", { undoes: "undo", edit_id: "1", changed: 1 }), { kind: "caption" })).toBe(true);
  });
});

describe("what is on record", () => {
  it("is nothing where the kind or its shape is not known", () => {
    expect(parseHeadEvent("dance", {})).toBeNull();
    expect(parseHeadEvent("constructor", {})).toBeNull();
    expect(parseHeadEvent("tag", { words: "night" })).toBeNull();
    expect(parseHeadEvent("tag", null)).toBeNull();
  });
  it("can be undone by itself where it is an edit of items", () => {
    const undoable = Object.values(RECORDS)
      .filter(isUndoableEdit)
      .map(({ kind }) => kind);
    expect(undoable).toEqual([
      "tag",
      "untag",
      "label",
      "unlabel",
      "delete",
      "patch",
      "metadata",
      "split",
      "rename_cluster",
      "classes",
      "annotation_import",
      "restore_part",
      "merge_back",
      "undo",
    ]);
  });
  it("has words for every kind", () => {
    for (const kind of Object.keys(HEAD_EVENTS) as HeadEventKind[]) expect(eventWords(RECORDS[kind])).toMatch(/^[a-z]/);
  });
});
