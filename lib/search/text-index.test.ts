import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bitmapOf } from "@/lib/versioning/bitmap";
import { TextIndex, type TextRow } from "./text-index";

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
          const index = new TextIndex(1_000_000);
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
});
