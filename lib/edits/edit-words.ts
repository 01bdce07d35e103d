/** Adding and taking away tags and labels. */
import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { commitEdit } from "@/lib/commits/edit";
import type { EditDto } from "@/lib/items/schema";
import type { ItemSelection } from "@/lib/search/schema";
import { resolveSelection } from "@/lib/search/selection";
import { and, andNot, emptyBitmap, or, type Bitmap } from "@/lib/versioning/bitmap";
import { LIVE, setName } from "@/lib/versioning/names";
import { editDto } from "./edit-dto";

/** @returns how many items were changed, and what undoes it @throws ConflictError when there would be too many words */
export function editWords(
  user: CurrentUser,
  datasetId: string,
  kind: "tag" | "label",
  operation: "add" | "remove",
  selection: ItemSelection,
  words: readonly string[],
): Promise<EditDto> {
  const names = [...new Set(words)].map((word) => setName(kind, word));
  // Whoever labels an item, or takes the label away, decides it: it no longer counts as propagated.
  const propagated = kind === "label" ? [...new Set(words)].map((word) => setName("propagated", word)) : [];
  return commitEdit({
    user,
    datasetId,
    operation: "items_edit",
    prepare: async (head) => ({
      ...(await resolveSelection(head, selection)),
      names: () => [LIVE, ...names, ...propagated],
    }),
    change: (sets, selected) => {
      const items = and(sets(LIVE), selected);
      const changes = new Map<string, Bitmap>();
      let touched = emptyBitmap;
      const take = (name: string, affected: Bitmap, next: Bitmap) => {
        if (affected.isEmpty) return;
        touched = or(touched, affected);
        changes.set(name, next);
      };
      for (const name of names) {
        const old = sets(name);
        if (operation === "add") take(name, andNot(items, old), or(old, items));
        else take(name, and(items, old), andNot(old, items));
      }
      for (const name of propagated) take(name, and(items, sets(name)), andNot(sets(name), items));
      if (changes.size === 0) return null;
      const detail = { words: [...words], changed: touched.size };
      return {
        sets: changes,
        items: touched,
        event: { kind: operation === "add" ? kind : (`un${kind}` as const), detail },
      };
    },
    answer: editDto,
  });
}
