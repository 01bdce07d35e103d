import { describe, expect, it } from "vitest";
import type { AppliedModel } from "@/lib/applied-models/schema";
import { changeWords, countOfChanges, differs, restoreWords } from "./change-words";

const NONE = {
  tags: 0,
  labels: 0,
  captions: 0,
  objects: 0,
  metadata: 0,
  clusters: 0,
  issues: 0,
  splits: 0,
  files: 0,
  origins: 0,
};
type Given = Partial<Record<"added" | "removed" | "changed", number>> & Partial<typeof NONE> & { lists?: Lists };
/** Names of models and of classes: those that came, those that went, those that are there as something else. */
type Lists = Partial<Record<"models" | "classes", readonly [added: string[], removed: string[], changed: string[]]>>;
const model = (name: string): AppliedModel => ({
  type: "exif",
  model_id: name,
  name,
  vendor: "",
  version: "1",
  options: {},
  applied_at: "2026-11-03T10:00:00.000Z",
  applied_by: "",
  items: 1,
});
const changesOf = <T>([added, removed, changed]: readonly string[][], of: (name: string) => T) => ({
  added: added!.map(of),
  removed: removed!.map(of),
  changed: changed!.map((name) => ({ before: of(name), after: of(name) })),
});
const comparison = ({ added = 0, removed = 0, changed = 0, lists = {}, ...kinds }: Given) => ({
  added,
  removed,
  changed,
  by_kind: { ...NONE, ...kinds },
  models: changesOf(lists.models ?? [[], [], []], model),
  classes: changesOf(lists.classes ?? [[], [], []], (name) => ({ index: 0, name, color: "#000000" })),
});

describe("what changed since a version", () => {
  it.each<[Given, string | null]>([
    [{}, null],
    [{ changed: 1, tags: 1 }, "Tags changed on 1 item"],
    [{ changed: 33, tags: 33 }, "Tags changed on 33 items"],
    [{ added: 4, changed: 40, labels: 12, tags: 33 }, "Tags changed on 33 items, labels on 12; 4 items added"],
    [{ added: 1, removed: 1 }, "1 item added; 1 item removed"],
    [{ removed: 1204 }, "1,204 items removed"],
    [
      { changed: 110, captions: 2, objects: 3, metadata: 110, clusters: 5, issues: 1 },
      "Captions changed on 2 items, objects on 3, metadata on 110, issues on 1, clusters on 5",
    ],
    // A file that was replaced is a change of no kind that is told.
    [{ changed: 2 }, "2 items changed"],
    [
      { changed: 4, tags: 4, lists: { models: [["EXIF"], ["ViT"], ["CLIP", "CLIP"]] } },
      "Tags changed on 4 items; enriched with EXIF and CLIP; no longer enriched with ViT",
    ],
    [{ lists: { models: [["EXIF", "CLIP", "ViT"], [], []] } }, "Enriched with EXIF, CLIP and ViT"],
    [{ lists: { classes: [["a", "b"], ["c"], ["d"]] } }, "2 classes added, 1 removed, 1 changed"],
    [{ lists: { classes: [[], ["c"], []] } }, "1 class removed"],
  ])("tells %j as %j", (given, words) => expect(changeWords(comparison(given))).toBe(words));

  it("never names a zero", () => {
    for (const added of [0, 1, 2])
      for (const removed of [0, 1, 2])
        for (const tags of [0, 1, 2])
          for (const issues of [0, 1, 2]) {
            const change = comparison({ added, removed, tags, issues, changed: Math.max(tags, issues) });
            expect(`${changeWords(change)} ${restoreWords(change)}`).not.toMatch(/\b0\b/);
            expect(differs(change)).toBe(countOfChanges(change) > 0);
          }
  });
});

describe("what a restore would do", () => {
  it.each<[Given, string]>([
    [{}, "The current data equals this snapshot."],
    [{ removed: 1, changed: 1, tags: 1 }, "1 item will come back; 1 item will get its earlier tags."],
    [{ added: 2 }, "2 items will go."],
    [{ changed: 3, tags: 3, labels: 3 }, "3 items will get their earlier tags and labels."],
    [
      { changed: 40, tags: 33, labels: 12, issues: 1 },
      "40 items will get their earlier tags (33), labels (12) and issues (1).",
    ],
    [{ changed: 2 }, "2 items will get their earlier data."],
    [
      { added: 2, lists: { models: [["EXIF"], ["ViT"], ["CLIP"]] } },
      "2 items will go; the enrichment with EXIF will go; the enrichment with ViT will come back; the enrichment with CLIP will be the earlier one.",
    ],
    [
      { lists: { classes: [["a", "b"], [], ["c"]] } },
      "The list of classes will be the earlier one (2 classes added, 1 changed since).",
    ],
  ])("tells %j as %j", (given, words) => expect(restoreWords(comparison(given))).toBe(words));
});
