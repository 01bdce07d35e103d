/**
 * One declaration for each operation. Task types, the status table, what a DTO says may be done, names of automatic snapshots,
 * retries and events follow from it. Pure; safe for the browser. What an operation does is registered in lib/worker.
 */
import type { z } from "zod";
import type { Action } from "@/lib/auth/roles";
import type { DatasetStatus } from "./statuses";

export interface TaskDeclaration {
  /** What is kept with the task, and read back by its run and its retry. */
  readonly input: z.ZodType<Record<string, unknown>>;
  /** The status of the dataset while it runs; null where it does not hold the dataset that it was started on. */
  readonly holds: "READ_ONLY" | "INDEXING" | null;
  /** It only reads: it holds nothing, goes on beside whatever holds the dataset, and leaves it as it is. */
  readonly reads?: boolean;
  /** Whether an automatic snapshot is saved before it. */
  readonly savesFirst: boolean;
  /** Why it cannot be retried; absent where it can. */
  readonly retry?: string;
  /** Whether what it did can be undone; of some it depends on what they did. */
  readonly undoable?: boolean | ((result: unknown) => boolean);
  /** Kind of the event that it leaves; its name, unless the record spells it otherwise. */
  readonly event?: string;
  readonly words: {
    /** `Before re-index`: in names of automatic snapshots. */
    readonly noun: string;
    /** What goes on while it runs, as a sentence without its full stop. */
    readonly doing: string;
    /** On what starts it. */
    readonly button: string;
  };
}

export interface OperationDeclaration {
  /** The one spelling: as it is here in refusals and in `can`, in capitals as a task type. */
  readonly name: string;
  /** Statuses that it may start from. */
  readonly from: readonly DatasetStatus[];
  /** What a role has to allow. */
  readonly action: Action;
  readonly needsSnapshots?: boolean;
  /** A running task refuses it although the status allows it. */
  readonly refusedWhileBusy?: boolean;
  /** Beginnings of the sentences that say when it will be possible. */
  readonly says: {
    /** `Editing unlocks` … when something is over. */
    readonly unlocks: string;
    /** `Items can be edited` … once something was done. */
    readonly can: string;
  };
  readonly task?: TaskDeclaration;
}

export const define = <const D extends OperationDeclaration>(declaration: D): D => declaration;

/** `label_propagation` as `LABEL_PROPAGATION`: the spelling of task types. */
export const taskTypeOf = <N extends string>(name: N): Uppercase<N> => name.toUpperCase() as Uppercase<N>;
