/**
 * Who wrote what an item says now. Told from what is on record alone: a change is behind something where its states show that, or,
 * once they are gone, where its record leaves no doubt. Where it leaves one, nobody is named.
 */
import "server-only";
import { requireDataset } from "@/lib/access/service";
import type { CurrentUser } from "@/lib/auth/service";
import { findHeadMoves, findTouchedItemsOf, type HeadEvent } from "@/lib/commits/events";
import { NotFoundError } from "@/lib/errors";
import { changesKind, eventWords, type ChangeKind } from "@/lib/operations/events";
import { findItemNumbers } from "@/lib/revisions/read-revisions";
import { facetSetsOf } from "@/lib/states/facet-sets";
import { areKept, bitmapOfSet, loadSets, openState, type OpenState } from "@/lib/states/service";
import { revisionSet, setName, type Facet } from "@/lib/versioning/names";
import * as repository from "./repository";
import type { BlameDto, BlameFact } from "./schema";

/** Changes that are looked through, and how many at a time: behind them, it is not known who it was. */
const MAX_EVENTS = 2_000;
const BATCH = 200;

const FACETS = ["caption", "objects", "metadata", "origin"] as const satisfies readonly Facet[];
const KINDS = { tag: "tags", label: "labels", split: "split" } as const;

/** Something that the item says, as a member of a set. */
interface Fact {
  readonly kind: BlameFact["kind"];
  readonly value: string | null;
  readonly set: string;
  /** The item's number, or that of its revision. */
  readonly member: number;
}

/** @throws NotFoundError */
export async function getBlame(user: CurrentUser, datasetId: string, mediaId: string): Promise<BlameDto> {
  const dataset = await requireDataset(user, datasetId);
  const [itemNo] = await findItemNumbers(dataset.lineage_id, [mediaId]);
  if (itemNo === undefined) throw new NotFoundError("Item");
  const facts = await factsOf(await openState(dataset.head_state_id), itemNo);
  const writers = new Map<Fact, HeadEvent | null>();
  let before: string | null = null;
  for (let looked = 0; looked < MAX_EVENTS && writers.size < facts.length; looked += BATCH) {
    const events: HeadEvent[] = await findHeadMoves(datasetId, before, BATCH);
    const touched = await findTouchedItemsOf(
      events.map(({ id }) => id),
      false,
    );
    for (const event of events) {
      const items = touched.get(event.id);
      if (items && !items.has(itemNo)) continue;
      const pending = facts.filter((fact) => !writers.has(fact));
      for (const [fact, wrote] of await whatItWrote(event, pending))
        if (wrote !== false) writers.set(fact, wrote === true ? event : null);
    }
    if (events.length < BATCH) break;
    before = events.at(-1)!.id;
  }
  return {
    facts: facts.map((fact) => {
      const event = writers.get(fact);
      return {
        kind: fact.kind,
        value: fact.value,
        by: event?.actor ?? null,
        at: event?.created_at ?? null,
        did: event ? eventWords(event) : null,
        event_id: event?.id ?? null,
      };
    }),
  };
}

async function factsOf(head: OpenState, itemNo: number): Promise<Fact[]> {
  const { revisions } = await repository.findItems(head.lineageId, [itemNo]);
  const words = facetSetsOf(head).filter(({ kind }) => kind in KINDS);
  const sets = await loadSets(head, [...FACETS.map(revisionSet), ...words.map(({ name }) => name)]);
  const written = FACETS.flatMap((facet): Fact[] => {
    const set = revisionSet(facet);
    const visible = revisions.find((row) => row.facet === facet && bitmapOfSet(sets, set).has(row.revision_no));
    return visible ? [{ kind: facet, value: null, set, member: visible.revision_no }] : [];
  });
  const said = words
    .filter(({ name }) => bitmapOfSet(sets, name).has(itemNo))
    .map(({ kind, value }): Fact => {
      const known = kind as keyof typeof KINDS;
      return { kind: KINDS[known], value, set: setName(known, value), member: itemNo };
    });
  return [...written, ...said];
}

/** Whether a change is behind each; null where that cannot be told. */
async function whatItWrote(event: HeadEvent, facts: readonly Fact[]): Promise<[Fact, boolean | null][]> {
  const states = event.from_state === null ? null : [event.from_state, event.to_state];
  if (states === null || !(await areKept(states))) return facts.map((fact) => [fact, isOnRecord(event, fact)]);
  const names = facts.map(({ set }) => set);
  const [from, to] = (await Promise.all(states.map(async (id) => loadSets(await openState(id), names)))) as [
    Awaited<ReturnType<typeof loadSets>>,
    Awaited<ReturnType<typeof loadSets>>,
  ];
  return facts.map((fact) => {
    const [had, has] = [from, to].map((sets) => bitmapOfSet(sets, fact.set).has(fact.member));
    // It took away what is there now: something that is not on record put it back.
    return [fact, had === has ? false : has ? true : null];
  });
}

/** What the record by itself says of it. */
function isOnRecord(event: HeadEvent, { kind, value }: Fact): boolean | null {
  switch (event.kind) {
    case "tag":
    case "label": {
      if (kind !== (event.kind === "tag" ? "tags" : "labels") || !event.detail.words.includes(value!)) return false;
      // Of several words the item may have had this one before.
      return event.detail.words.length === 1 ? true : null;
    }
    case "patch":
      return event.detail.facets.includes(kind);
    case "metadata":
      return kind === "metadata";
    case "split":
      return kind === "split" ? (event.detail.splits.length === 1 ? true : null) : false;
    default:
      return changesKind(event, kind satisfies ChangeKind) ? null : false;
  }
}
