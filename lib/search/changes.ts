/**
 * Which items somebody changed, one change touched, or differ from an earlier version: read off the trail that commits leave and off
 * the states themselves. Both never change, so what was found is kept; of a person only what came since is asked for.
 */
import "server-only";
import { findHeadEvent, findMoves, findTouchedItemsOf, type Move } from "@/lib/commits/events";
import { derived } from "@/lib/derived";
import { itemsOf } from "@/lib/revisions/revision-items";
import { loadSets, openStateIfKept, type OpenState } from "@/lib/states/service";
import { emptyBitmap, memoryOf, or, orMany, type Bitmap } from "@/lib/versioning/bitmap";
import { diffStates, type StateDiff } from "@/lib/versioning/diff";
import { badSearch, changeTermsIn, isDate, type ChangedKind, type ChangeTerm, type Query } from "./language";
import { findSnapshotState } from "./repository";

/** Items, and what names them: a key for whatever is kept of them. */
export interface Changes {
  readonly items: Bitmap;
  readonly key: string;
}

/** What changes a search asks for, each with what it comes to now. @throws InvalidInputError */
export const changesOf = async (open: OpenState, query: Query): Promise<Changes[]> =>
  Promise.all(changeTermsIn(query).map((term) => changesIn(open, term)));

/** The items that one term finds; deleted ones may be among them. @throws InvalidInputError that names its position */
export async function changesIn(open: OpenState, term: ChangeTerm): Promise<Changes> {
  const { datasetId } = open;
  if (datasetId === undefined) throw badSearch(term.at, "Changes are searched for within one dataset. Open it");
  if (term.type === "by") return changedBy(datasetId, term.who);
  switch (term.how) {
    case "event": {
      const event = /^\d{1,18}$/.test(term.value) ? await findHeadEvent(datasetId, term.value) : null;
      if (!event) throw badSearch(term.at, `This dataset has no change “${term.value}”`);
      return { items: await touchedBy([event]), key: `event ${event.id}` };
    }
    case "since":
      return isDate(term.value) ? changedSince(datasetId, term) : differingFrom(open, datasetId, term, null);
    case "kind":
      return differingFrom(open, datasetId, term, term.value as ChangedKind);
  }
}

/** By dataset and who: as far as it was asked for. */
const known = derived<{ readonly upTo: string; readonly items: Bitmap }>("items changed by", ({ items }) =>
  memoryOf(items),
);

async function changedBy(datasetId: string, who: string): Promise<Changes> {
  const key = `${datasetId} ${who.toLowerCase()}`;
  const before = known.get(key);
  const moves = await findMoves({ datasetId, afterId: before?.upTo ?? "0", by: who });
  const upTo = moves.at(-1)?.id ?? before?.upTo ?? "0";
  const items = moves.length === 0 ? (before?.items ?? emptyBitmap) : await joined(before?.items, moves);
  if (moves.length > 0) known.remember(key, { upTo, items });
  return { items, key: `by ${key} ${upTo}` };
}

const joined = async (before: Bitmap | undefined, moves: readonly Move[]): Promise<Bitmap> =>
  or(before ?? emptyBitmap, await touchedBy(moves));

/** Moves whose items are read at a time: some could be a megabyte each. */
const BATCH = 1_000;

/** What is not on record with a move is read off its states, while they are kept. */
async function touchedBy(moves: readonly Move[]): Promise<Bitmap> {
  let items = emptyBitmap;
  for (let start = 0; start < moves.length; start += BATCH) {
    const batch = moves.slice(start, start + BATCH);
    const touched = await findTouchedItemsOf(
      batch.map(({ id }) => id),
      moves.length === 1,
    );
    items = orMany([items, ...[...touched.values()].filter((one) => one !== null)]);
    for (const move of batch) {
      if (touched.get(move.id) || move.from_state === null) continue;
      const [from, to] = await Promise.all([openStateIfKept(move.from_state), openStateIfKept(move.to_state)]);
      if (from && to) items = or(items, differing(await diffBetween(from, to)));
    }
  }
  return items;
}

async function changedSince(
  datasetId: string,
  { value, at }: Extract<ChangeTerm, { type: "changed" }>,
): Promise<Changes> {
  const since = new Date(value);
  if (Number.isNaN(since.getTime())) throw badSearch(at, `“${value}” is no date; write it as 2026-05-01`);
  const moves = await findMoves({ datasetId, afterId: "0", since: since.toISOString() });
  return { items: await touchedBy(moves), key: `since ${datasetId} ${since.toISOString()} ${moves.at(-1)?.id ?? "0"}` };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What differs from a snapshot, or of one kind from the Current Version. */
async function differingFrom(
  open: OpenState,
  datasetId: string,
  { value, at }: Extract<ChangeTerm, { type: "changed" }>,
  kind: ChangedKind | null,
): Promise<Changes> {
  const named = kind === null ? value : "current";
  const stateId = named === "current" || UUID.test(named) ? await findSnapshotState(datasetId, named) : null;
  const from = stateId === null ? null : await openStateIfKept(stateId);
  if (!from)
    throw badSearch(
      at,
      kind === null
        ? `“${value}” is no snapshot of this dataset; write its id, current, or a date such as 2026-05-01`
        : "There is no Current Version to compare with yet; save a snapshot first",
    );
  const diff = await diffBetween(from, open);
  const items = kind === null ? differing(diff) : kind === "added" ? diff.added : diff.byKind[kind];
  return { items, key: `differs ${from.id} ${kind ?? ""}` };
}

const differing = ({ added, removed, changed }: StateDiff): Bitmap => orMany([added, removed, changed]);

/** By the ids of both states. */
const diffs = derived<StateDiff>("differences", ({ added, removed, changed, byKind }) =>
  [added, removed, changed, ...Object.values(byKind)].reduce((sum, items) => sum + memoryOf(items), 0),
);

const diffBetween = (from: OpenState, to: OpenState): Promise<StateDiff> =>
  diffs.of(`${from.id} ${to.id}`, () => {
    const opened = new Map([
      [from.state, from],
      [to.state, to],
    ]);
    return diffStates(
      from.state,
      to.state,
      (state, names) => loadSets(opened.get(state)!, names),
      (revisions) => itemsOf(to.lineageId, revisions),
    );
  });
