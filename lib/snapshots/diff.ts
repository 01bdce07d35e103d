/** What differs between two versions, kept: states never change, so neither does what differs between them. */
import "server-only";
import { derived } from "@/lib/derived";
import { itemsOf } from "@/lib/revisions/revision-items";
import { loadSets, type OpenState } from "@/lib/states/service";
import { memoryOf } from "@/lib/versioning/bitmap";
import { CHANGE_KINDS } from "@/lib/versioning/change-kinds";
import { diffStates, type StateDiff } from "@/lib/versioning/diff";

/** By the ids of both states, in this order. */
const diffs = derived<StateDiff>("diffs", (diff) =>
  [diff.added, diff.removed, diff.changed, ...CHANGE_KINDS.map((kind) => diff.byKind[kind])].reduce(
    (sum, items) => sum + memoryOf(items),
    0,
  ),
);

/** Compares two states of one lineage. @throws DamagedObjectError */
export const diffOf = (from: OpenState, to: OpenState): Promise<StateDiff> =>
  diffs.of(`${from.id} ${to.id}`, () => {
    const opened = new Map([
      [from.state, from],
      [to.state, to],
    ]);
    return diffStates(
      from.state,
      to.state,
      (state, names) => loadSets(opened.get(state)!, names),
      (revisions) => itemsOf(from.lineageId, revisions),
    );
  });
