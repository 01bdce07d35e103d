/** Writers that change what a dataset holds: they say which sets and columns follow, and the gate makes a state of it. */
import "server-only";
import type { DatasetView } from "@/lib/access/service";
import type { CurrentUser } from "@/lib/auth/service";
import { withModelList, type ModelRun } from "@/lib/applied-models/applied-models";
import { withClassList } from "@/lib/classes/class-list";
import type { FoundClass } from "@/lib/classes/list";
import { ConflictError } from "@/lib/errors";
import { type Operation } from "@/lib/operations/declarations";
import type { HeadEventRecord } from "@/lib/operations/events";
import { derivedStatus } from "@/lib/operations/statuses";
import {
  asVersionOf,
  loadSets,
  openState,
  prepareEdit,
  type OpenState,
  type PreparedState,
} from "@/lib/states/service";
import { summaryAfter } from "@/lib/states/summary";
import type { Bitmap } from "@/lib/versioning/bitmap";
import type { ColumnChanges, LoadedSet, SetChanges } from "@/lib/versioning/state";
import { automaticSnapshot } from "./automatic-snapshot";
import { viaOf, type Effects, type NewEvent } from "./effects";
import { commit, nothingToDo, requireOperation, type Decision } from "./gate";

/** More sets than this would make every edit and facet slow; see docs/architecture.md. */
export const MAX_SETS = 10_000;

/** @throws ConflictError when a state would get more sets than it may have */
export function assertSetsFit(head: OpenState, changes: ReadonlyMap<string, { readonly isEmpty: boolean }>): void {
  const added = [...changes].filter(([name, members]) => !members.isEmpty && !head.state.sets.has(name)).length;
  if (added > 0 && head.state.sets.size + added > MAX_SETS)
    throw new ConflictError(`A dataset can have at most ${MAX_SETS} different tags, labels and issues together`);
}

export interface Change {
  readonly sets: SetChanges;
  readonly columns?: ColumnChanges;
  /** Classes as files list them, in their order. Labels that are new to the dataset become classes by themselves. */
  readonly classes?: readonly FoundClass[];
  /** The place after the last that the list which they come from ever had: a dataset without classes takes it over. */
  readonly classesEnd?: number;
  /** Runs of models that it holds the results of. */
  readonly models?: readonly ModelRun[];
  /** The items that it touches; what is told of the event and decides who is behind a change. Absent where nobody knows. */
  readonly items?: Bitmap;
}

/** The state that follows from a change of the head. Nothing that anybody can see is stored. @throws ConflictError when it has too many sets */
export async function prepareChange(head: OpenState, change: Change): Promise<PreparedState> {
  assertSetsFit(head, change.sets);
  const classed = await withClassList(head, change.sets, change.classes, change.classesEnd);
  const sets = await withModelList(head, classed, change.models);
  return prepareEdit(head, sets, change.columns, await summaryAfter(head, change.sets));
}

export type Sets = (name: string) => Bitmap;
/** @throws Error for a set that nobody loaded: taken for empty, it would be written back empty */
export const readSets =
  (sets: ReadonlyMap<string, LoadedSet>): Sets =>
  (name) => {
    const set = sets.get(name);
    if (!set) throw new Error(`The set ${name} was not loaded for this edit`);
    return set.bitmap;
  };

/** What a writer found out before its turn came. */
export interface Preparation<P> {
  readonly value: P;
  /** The sets that `change` and `holds` read, by the head that they are read from. */
  readonly names: (head: OpenState) => Iterable<string>;
  /**
   * Whether it still holds for another head, given the sets that it reads there. Absent: it holds for the head that it was
   * made for and for no other.
   */
  readonly holds?: (sets: Sets, head: OpenState) => boolean;
}

export interface Edit<P, R> {
  readonly user: CurrentUser;
  readonly datasetId: string;
  readonly operation: Operation;
  /** Everything that takes time or asks the database: resolves the selection, writes revisions. No lock is held. */
  readonly prepare: (head: OpenState, dataset: DatasetView) => Promise<Preparation<P>>;
  /** What follows, from the sets of the head alone; null when nothing does. */
  readonly change: (
    sets: Sets,
    prepared: P,
    head: OpenState,
  ) => (Change & { readonly event: HeadEventRecord; readonly savesFirst?: string | null }) | null;
  readonly answer: (outcome: EditOutcome, prepared: P) => R;
}

export interface EditOutcome {
  /** How many items were changed. */
  readonly changed: number;
  /** Id of the event, which undoes the edit; null when nothing changed. */
  readonly editId: string | null;
  /** The state that the dataset is at now. */
  readonly stateId: string;
}

/** Edits items: one new state, one event, the status that follows from the state. @throws NotFoundError, ForbiddenError, ConflictError */
export async function commitEdit<P, R>(edit: Edit<P, R>): Promise<R> {
  const { user, datasetId, operation, prepare, change, answer } = edit;
  const seen = await requireOperation(user, datasetId, operation);
  let head = asVersionOf(datasetId, await openState(seen.head_state_id));
  let prepared = await prepare(head, seen);
  return commit(
    user,
    datasetId,
    operation,
    async (dataset): Promise<Decision<R>> => {
      let sets = await loadSets(head, prepared.names(head));
      if (dataset.head_state_id !== head.id) {
        head = asVersionOf(datasetId, await openState(dataset.head_state_id));
        sets = await loadSets(head, prepared.names(head));
        if (!prepared.holds?.(readSets(sets), head)) {
          prepared = await prepare(head, dataset);
          sets = await loadSets(head, prepared.names(head));
        }
      }
      const { value } = prepared;
      const unchanged = nothingToDo(answer({ changed: 0, editId: null, stateId: head.id }, value));
      const wanted = change(readSets(sets), value, head);
      if (wanted === null) return unchanged;
      const next = await prepareChange(head, wanted);
      if (next.id === head.id) return unchanged;
      const changed = wanted.items?.size ?? 0;
      const event: NewEvent = { ...wanted.event, actor: user.email, via: viaOf(user), items: wanted.items };
      // Deleting the items that were not indexed yet makes a partial index whole, and undoing that makes it partial again.
      const status = derivedStatus(next.counts.n_unindexed === 0);
      const effects: Effects = {
        head: next,
        ...(status === dataset.status ? {} : { status: { to: status, fatalError: null } }),
        ...(wanted.savesFirst && dataset.snapshots_enabled
          ? { snapshot: automaticSnapshot(dataset, wanted.savesFirst, user.email) }
          : {}),
        event,
        tells: "head",
      };
      return { effects, answer: ({ eventId }) => answer({ changed, editId: eventId, stateId: next.id }, value) };
    },
    seen,
  );
}
