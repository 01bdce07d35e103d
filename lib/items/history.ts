/** What happened to one item from version to version: nothing of it is stored, it is read off the versions themselves. */
import "server-only";
import { findItemNumbers } from "@/lib/revisions/read-revisions";
import type { CurrentUser } from "@/lib/auth/service";
import { findHeadEvents, findTouchedItems, type HeadEvent } from "@/lib/commits/events";
import { eventWords, explains } from "@/lib/operations/events";
import { requireDataset } from "@/lib/access/service";
import { NotFoundError } from "@/lib/errors";
import { listVersions } from "@/lib/snapshots/service";
import { loadSets, openState, openStateIfKept, type OpenState } from "@/lib/states/service";
import { changedSetNames } from "@/lib/versioning/diff";
import { FACETS, LIVE, parseSetName, revisionSet, type Facet } from "@/lib/versioning/names";
import { objectChanges } from "@/lib/objects/changes";
import { storedObjects } from "@/lib/objects/identity";
import { canonicalJson, captionsOf } from "@/lib/revisions/payloads";
import * as repository from "./repository";
import type { RevisionRow } from "./repository";
import type { HistoryChange, HistoryDto, HistoryEntry } from "./schema";

/** Versions looked at for one page. */
const PAGE = 40;
/** Edits between two versions that are asked who did what. */
const MAX_EVENTS = 2_000;

interface Item {
  readonly itemNo: number;
  readonly mediaId: string;
  /** Of every version. */
  readonly revisions: readonly RevisionRow[];
}
interface Version {
  readonly snapshot: {
    readonly id: string;
    readonly seq: string;
    readonly name: string;
    readonly created_at: string;
    readonly created_by: string;
  } | null;
  readonly stateId: string;
}

/** Newest first; versions in which nothing of the item changed are left out. */
export async function getItemHistory(
  user: CurrentUser,
  datasetId: string,
  mediaId: string,
  query: { cursor?: string },
): Promise<HistoryDto> {
  const dataset = await requireDataset(user, datasetId);
  const [itemNo] = await findItemNumbers(dataset.lineage_id, [mediaId]);
  if (itemNo === undefined) throw new NotFoundError("Item");
  const { revisions } = await repository.findItems(dataset.lineage_id, [itemNo]);
  const rows = await listVersions(datasetId, { cursor: query.cursor, limit: PAGE });
  const snapshots: Version[] = rows.map((row) => ({ snapshot: row, stateId: row.state_id }));
  const versions: Version[] = query.cursor
    ? snapshots
    : [{ snapshot: null, stateId: dataset.head_state_id }, ...snapshots];
  // listVersions gives one more than the page, to tell whether there are more: it is what the last entry is compared with.
  const isLast = rows.length <= PAGE;
  const entries: HistoryEntry[] = [];
  const item: Item = { itemNo, mediaId, revisions };
  const whoDid = attributor(item);
  for (const [index, version] of versions.entries()) {
    const older = versions[index + 1];
    if (!older && !isLast) break;
    const changes = await changesBetween(
      older ? await openState(older.stateId) : null,
      await openState(version.stateId),
      item,
    );
    if (changes.length === 0) continue;
    const events = await findHeadEvents(
      datasetId,
      older?.snapshot ?? null,
      version.snapshot?.created_at ?? null,
      MAX_EVENTS,
    );
    const { snapshot } = version;
    entries.push({
      snapshot_id: snapshot?.id ?? null,
      snapshot_name: snapshot?.name ?? null,
      created_at: snapshot?.created_at ?? null,
      created_by: snapshot?.created_by ?? null,
      changes: await Promise.all(changes.map(async (change) => ({ ...change, ...(await whoDid(change, events)) }))),
    });
  }
  return { entries, next_cursor: isLast ? null : rows[PAGE - 1]!.seq };
}

type Change = Omit<HistoryChange, "by" | "at" | "did">;
const KIND_OF_FACET: Record<Facet, HistoryChange["kind"]> = {
  file: "file",
  caption: "caption",
  objects: "objects",
  metadata: "metadata",
  origin: "origin",
};
const KIND_OF_SET: Record<string, HistoryChange["kind"]> = {
  tag: "tags",
  label: "labels",
  split: "split",
  issue: "issues",
  cluster: "cluster",
};

/** How an item differs between two versions; the older is null where there is none. */
async function changesBetween(
  older: OpenState | null,
  newer: OpenState,
  { itemNo, mediaId, revisions }: Item,
): Promise<Change[]> {
  const names = older ? changedSetNames(older.state, newer.state) : [...newer.state.sets.keys()];
  if (names.length === 0) return [];
  const [before, after] = await Promise.all([
    older ? loadSets(older, [...names, LIVE]) : null,
    loadSets(newer, [...names, LIVE]),
  ]);
  const [was, is] = [before?.get(LIVE)!.bitmap.has(itemNo) ?? false, after.get(LIVE)!.bitmap.has(itemNo)];
  if (was !== is) return [{ kind: is ? "added" : "removed" }];
  if (!is) return [];
  const changes = new Map<HistoryChange["kind"], { added: string[]; removed: string[] }>();
  for (const name of names) {
    const parsed = parseSetName(name);
    const kind = parsed ? KIND_OF_SET[parsed.kind] : undefined;
    if (!parsed || !kind) continue;
    const [had, has] = [before?.get(name)?.bitmap.has(itemNo) ?? false, after.get(name)!.bitmap.has(itemNo)];
    if (had === has) continue;
    const change = changes.get(kind) ?? { added: [], removed: [] };
    change[has ? "added" : "removed"].push(parsed.value);
    changes.set(kind, change);
  }
  const found: Change[] = [...changes].map(([kind, change]) => ({ kind, ...change }));
  for (const facet of FACETS) {
    const name = revisionSet(facet);
    if (!names.includes(name)) continue;
    const shown = (sets: typeof after | null) =>
      revisions.find((row) => row.facet === facet && sets?.get(name)?.bitmap.has(row.revision_no));
    const [previous, next] = [shown(before), shown(after)];
    if (
      previous?.revision_no === next?.revision_no ||
      canonicalJson(previous?.payload ?? null) === canonicalJson(next?.payload ?? null)
    )
      continue;
    const change = {
      kind: KIND_OF_FACET[facet],
      before: shownPayload(facet, previous),
      after: shownPayload(facet, next),
    };
    if (facet !== "objects") found.push(change);
    else {
      const became = objectChanges(storedObjects(previous?.payload, mediaId), storedObjects(next?.payload, mediaId));
      // Objects from before they had ids are written with those that they were told by.
      if (became.objects.length > 0 || became.reordered) found.push({ ...change, object_changes: became });
    }
  }
  return found;
}

const shownPayload = (facet: Facet, row: RevisionRow | undefined): unknown =>
  row === undefined ? null : facet === "caption" ? captionsOf(row.payload).join("\n") : row.payload;

/** Edits that are asked for the items they touched, for one change: beyond that it is not known who made it. */
const MAX_ASKED = 100;

/** Says who made a change of an item: the latest edit that changes such things and touched this item; else nobody knows. */
function attributor(item: Item) {
  const asked = new Map<string, Promise<boolean>>();
  const touches = (event: HeadEvent, change: Change): Promise<boolean> => {
    if (event.kind === "restore" || event.kind === "restore_undo") return restoreChanged(event, change, item);
    let answer = asked.get(event.id);
    if (!answer)
      asked.set(event.id, (answer = findTouchedItems(event.id).then((items) => items?.has(item.itemNo) ?? false)));
    return answer;
  };
  /** @param events newest first */
  return async (change: Change, events: readonly HeadEvent[]): Promise<Pick<HistoryChange, "by" | "at" | "did">> => {
    for (const event of events.filter((candidate) => explains(candidate, change)).slice(0, MAX_ASKED))
      if (await touches(event, change)) return { by: event.actor, at: event.created_at, did: eventWords(event) };
    return { by: null, at: null, did: null };
  };
}

/** A restore can be behind anything: its two states tell, while they are kept. */
async function restoreChanged(event: HeadEvent, change: Change, item: Item): Promise<boolean> {
  const [from, to] = await Promise.all([openStateIfKept(event.from_state!), openStateIfKept(event.to_state)]);
  return (
    from !== null && to !== null && (await changesBetween(from, to, item)).some(({ kind }) => kind === change.kind)
  );
}
