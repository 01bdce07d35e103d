import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bitmapOf } from "@/lib/versioning/bitmap";
import { DerivedValues } from "@/lib/derived";
import { bytesOfTexts, TextIndex, type TextRow } from "./text-index";

const word = fc.string({ unit: fc.constantFrom("a", "b", "B", "ü", "Ü", " ", "\0", "🦊"), maxLength: 6 });

describe("TextIndex", () => {
  it("finds what a loop over the visible texts finds, reading each revision once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(word, { maxLength: 20 }),
        fc.array(
          fc.tuple(
            fc.array(fc.nat(19)),
            word.filter((text) => !text.includes("\0")),
          ),
          { minLength: 1, maxLength: 6 },
        ),
        async (texts, searches) => {
          const rows: TextRow[] = texts.map((text, revision_no) => ({ text, revision_no, item_no: revision_no % 7 }));
          const index = new TextIndex(new DerivedValues(1_000_000).derived("texts", bytesOfTexts));
          const seen = new Set<number>();
          for (const [shown, text] of searches) {
            const visible = bitmapOf(shown.filter((revision) => revision < rows.length));
            const found = await index.search("x", visible, text, async (revisions) => {
              for (const revision of revisions) {
                expect(seen.has(revision)).toBe(false);
                seen.add(revision);
              }
              return rows.filter((row) => revisions.has(row.revision_no));
            });
            const expected = rows.filter(
              (row) =>
                visible.has(row.revision_no) &&
                row.text.toLowerCase().replaceAll("\0", " ").includes(text.toLowerCase()),
            );
            expect(found.toArray()).toEqual([...new Set(expected.map((row) => row.item_no))].sort((a, b) => a - b));
          }
        },
      ),
    );
  });

  const textsOf = (revisions: Iterable<number>): TextRow[] =>
    [...revisions].map((revision_no) => ({ text: `text ${revision_no}`, revision_no, item_no: revision_no }));

  it("reads for all who search at the same time, whichever version they search", async () => {
    const index = new TextIndex(new DerivedValues(1_000_000).derived("texts", bytesOfTexts));
    const read: number[] = [];
    const search = (shown: number[], text: string) =>
      index.search("x", bitmapOf(shown), text, async (revisions) => {
        read.push(...revisions);
        await new Promise((resolve) => setImmediate(resolve));
        return textsOf(revisions);
      });
    const found = await Promise.all([
      search([1, 2, 3], "text 1"),
      search([1, 2, 3], "text 2"),
      search([1, 2, 4], "text 4"),
      search([1, 2, 4, 5], "text"),
    ]);
    expect(found.map((items) => items.toArray())).toEqual([[1], [2], [4], [1, 2, 4, 5]]);
    expect(read).toEqual([1, 2, 3, 4, 5]);
  });

  it("tells those who wait that a reading failed, and reads again for the next", async () => {
    const index = new TextIndex(new DerivedValues(1_000_000).derived("texts", bytesOfTexts));
    const fail = async () => {
      throw new Error("The database is away");
    };
    const visible = bitmapOf([1, 2]);
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => index.search("x", visible, "text", fail)));
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    const found = await index.search("x", visible, "text", async (revisions) => textsOf(revisions));
    expect(found.toArray()).toEqual([1, 2]);
  });

  it("finds everything when nothing can be kept, and when many small segments are joined", async () => {
    for (const budget of [100, 20_000, 10_000_000]) {
      const values = new DerivedValues(budget);
      const index = new TextIndex(values.derived("texts", bytesOfTexts));
      for (let last = 0; last < 60; last += 1) {
        const shown = Array.from({ length: last + 1 }, (_, revision) => revision);
        const found = await index.search("x", bitmapOf(shown), "text", async (revisions) => textsOf(revisions));
        expect(found.toArray()).toEqual(shown);
      }
      expect(values.statistics().bytes).toBeLessThanOrEqual(budget);
      expect(values.statistics().derivations.texts?.entries ?? 0).toBeLessThanOrEqual(17);
    }
  });
});
