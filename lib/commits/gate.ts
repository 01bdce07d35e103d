/**
 * The only way to move a head, and to change anything else that a dataset points at. A writer decides on what it sees of the
 * dataset, outside any transaction, and hands over effects; the gate carries them out in one statement that finds the
 * dataset only while it is still at the version which was decided on. If somebody else was faster, the writer decides again.
 *
 * So authorisation, status and limits hold at the moment of the write, no lock is held while anything is computed, and a
 * write takes one connection for one statement: a crowd on many datasets cannot exhaust the pool.
 */
import "server-only";
import {
  assertSnapshotSupport,
  findDataset,
  requireDataset,
  requireWithTrash,
  type DatasetView,
  type TrashView,
} from "@/lib/access/service";
import { assertNoGuest } from "@/lib/auth/limits";
import type { CurrentUser } from "@/lib/auth/service";
import { ConflictError, SQL_STATES, sqlStateOf } from "@/lib/errors";
import { assertNotBlocked } from "@/lib/operations/rules";
import { OPERATIONS, type Operation } from "@/lib/operations/declarations";
import type { OperationDeclaration } from "@/lib/operations/define";
import { processWide } from "@/lib/process-wide";
import type { Effects, Written } from "./effects";
import { writeEffects } from "./repository";

/** What a writer decided: effects and the answer that follows once they are written, or just an answer. */
export type Decision<R> =
  | { readonly effects: Effects; readonly answer: (written: Written) => R }
  | { readonly effects: null; readonly answer: R };

export const nothingToDo = <R>(answer: R): Decision<R> => ({ effects: null, answer });

/**
 * Writers of this process that want the same dataset take turns, so losing is left to writers of other processes: another
 * web process, or the worker. Each try takes milliseconds; losing so often means that something is wrong.
 */
const MAX_TRIES = 20;

const turns = processWide("commit-turns", () => new Map<string, Promise<unknown>>());

/** Runs `work` after what this process is doing to the same dataset. */
async function inTurn<R>(datasetId: string, work: (waited: boolean) => Promise<R>): Promise<R> {
  const before = turns.get(datasetId);
  const mine = (before ?? Promise.resolve()).then(() => work(before !== undefined));
  const settled = mine.then(
    () => undefined,
    () => undefined,
  );
  turns.set(datasetId, settled);
  try {
    return await mine;
  } finally {
    if (turns.get(datasetId) === settled) turns.delete(datasetId);
  }
}

/** Of a foreign key: a state that the collector dropped, or a group that was deleted, between the decision and the write. */
const DECIDED_AGAIN: readonly string[] = [
  SQL_STATES.deadlock,
  SQL_STATES.serialization,
  SQL_STATES.foreignKey,
  SQL_STATES.ownerless,
];

/**
 * Decides and writes until both are about the same version of the dataset.
 * @param see reads the dataset and refuses what is not allowed on it
 * @param seen what was read before the writer's turn came; used while nobody else was in between
 */
async function decideAndWrite<R, D extends DatasetView>(
  datasetId: string,
  see: () => Promise<D>,
  decide: (dataset: D) => Promise<Decision<R>> | Decision<R>,
  seen?: D,
): Promise<R> {
  return inTurn(datasetId, async (waited) => {
    for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
      const dataset = attempt === 1 && seen && !waited ? seen : await see();
      const decision = await decide(dataset);
      if (decision.effects === null) return decision.answer;
      const written = await writeEffects(dataset, decision.effects).catch((error: unknown) => {
        if (attempt < MAX_TRIES && DECIDED_AGAIN.includes(sqlStateOf(error) ?? "")) return null;
        throw error;
      });
      if (written) return decision.answer(written);
    }
    throw new ConflictError("Others keep changing this dataset. Look at it again, then repeat what you did.");
  });
}

/** The dataset, if this user may start the operation on it as it is now. @throws NotFoundError, ForbiddenError, ConflictError */
export async function requireOperation(
  user: CurrentUser,
  datasetId: string,
  operation: Operation,
): Promise<DatasetView> {
  const { action, needsSnapshots }: OperationDeclaration = OPERATIONS[operation];
  const dataset = await requireDataset(user, datasetId, action);
  // Also what a Viewer may: a guest starts no task, and leaves nothing behind.
  assertNoGuest(user);
  if (needsSnapshots) assertSnapshotSupport(dataset);
  assertNotBlocked(operation, dataset);
  return dataset;
}

/**
 * Carries out an operation that a person asked for: role and status are asked of the version that is written.
 * @throws NotFoundError, ForbiddenError, ConflictError, and what `decide` throws
 */
export const commit = <R>(
  user: CurrentUser,
  datasetId: string,
  operation: Operation,
  decide: (dataset: DatasetView) => Promise<Decision<R>> | Decision<R>,
  seen?: DatasetView,
): Promise<R> => decideAndWrite(datasetId, () => requireOperation(user, datasetId, operation), decide, seen);

/**
 * Carries out what an owner asks for of a dataset that is in the trash, or just was.
 * @throws NotFoundError, ForbiddenError, and what `decide` throws
 */
export const commitInTrash = <R>(
  user: CurrentUser,
  datasetId: string,
  decide: (dataset: DatasetView & TrashView) => Decision<R>,
): Promise<R> => decideAndWrite(datasetId, () => requireWithTrash(user, datasetId), decide);

/**
 * Carries out what follows for a dataset from its task: how it ended, or that a person aborted it.
 * @param actorId whose role the dataset is read with
 * @param gone answers for a dataset that is not there any more
 */
export async function commitForTask<R>(
  datasetId: string,
  actorId: string,
  decide: (dataset: DatasetView) => Promise<Decision<R>> | Decision<R>,
  gone: () => Promise<R>,
): Promise<R> {
  const see = async (): Promise<DatasetView> => {
    const dataset = await findDataset(datasetId, actorId);
    if (!dataset) throw new DatasetGone();
    return dataset;
  };
  try {
    return await decideAndWrite(datasetId, see, decide);
  } catch (error) {
    if (error instanceof DatasetGone) return gone();
    throw error;
  }
}

class DatasetGone extends Error {}
