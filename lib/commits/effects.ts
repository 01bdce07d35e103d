/**
 * What a writer wants to happen to a dataset: data, not code. The gate carries all of it out in one statement, or none, so
 * nothing can be asked, searched or computed while a row is locked.
 */
import type { DatasetView } from "@/lib/access/service";
import type { Role } from "@/lib/auth/roles";
import type { Prisma } from "@/lib/db";
import type { EventRecord } from "@/lib/operations/events";
import type { DatasetStatus } from "@/lib/operations/statuses";
import type { SnapshotReason } from "@/lib/operations/snapshot-reasons";
import type { PreparedState } from "@/lib/states/service";
import type { TaskType } from "@/lib/operations/declarations";
import type { Bitmap } from "@/lib/versioning/bitmap";

export interface NewSnapshot {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly reason: SnapshotReason;
  readonly stateId: string;
  readonly createdBy: string;
  readonly trainingModelId?: string | null | undefined;
  readonly trainingModelName?: string | null | undefined;
}

export interface NewTask {
  readonly id: string;
  readonly type: TaskType;
  readonly datasetId: string;
  readonly datasetName: string;
  readonly user: { readonly id: string; readonly email: string } & Asker;
  readonly input?: Record<string, unknown>;
  readonly sourceSnapshotId?: string | undefined;
  /** When it was asked for; now, unless it is recorded when it is over. */
  readonly requestedAt?: Date;
}

export interface TaskEnd {
  readonly status: "COMPLETED" | "FAILED";
  readonly message: string;
  readonly error?: string;
  readonly result?: unknown;
}

export interface NewClone {
  readonly id: string;
  readonly stateId: string;
  readonly name: string;
  readonly description: string;
  readonly sourceDatasetId: string;
  readonly taskId: string;
  readonly userId: string;
  readonly email: string;
  readonly metadata: unknown;
}

/** What whoever asks for a change asks with; neither for what is not asked for from outside. */
interface Asker {
  readonly sessionId?: string;
  readonly apiKey?: string;
}
/** From where a change was asked for. */
export interface Via {
  readonly via: "browser" | "key" | null;
  readonly apiKey: string | null;
}
export const viaOf = ({ sessionId, apiKey }: Asker): Via =>
  apiKey !== undefined ? { via: "key", apiKey } : { via: sessionId === undefined ? null : "browser", apiKey: null };

/** What is put on record, with who did it. */
export type NewEvent = EventRecord & {
  readonly actor: string;
  /** Absent for what a task does: its request is on record with the task. */
  readonly via?: Via;
  readonly taskId?: string;
  /** The items that were touched; absent where nobody knows. */
  readonly items?: Bitmap | undefined;
};

export interface Effects {
  /** Where the head goes: a new state, or one that is there. */
  readonly head?: PreparedState | { readonly existingId: string };
  /** The status that follows, and the task that holds the dataset from now on, if any. */
  readonly status?: {
    readonly to: DatasetStatus;
    readonly heldBy?: { readonly taskId: string; readonly before: DatasetStatus };
    readonly fatalError?: string | null;
  };
  /** The Current Version, where it is another one without a new snapshot that takes the badge. */
  readonly currentSnapshotId?: string | null;
  readonly snapshot?: NewSnapshot;
  readonly changesSnapshot?: {
    readonly id: string;
    readonly name?: string | undefined;
    readonly description?: string | undefined;
    readonly pinned?: boolean | undefined;
    readonly protected?: boolean | undefined;
    /** All that it has from then on; one that another snapshot of the dataset has moves here. */
    readonly aliases?: readonly string[] | undefined;
  };
  readonly removesSnapshotId?: string;
  /** One that was removed, and comes back. */
  readonly bringsBackSnapshotId?: string;
  /** Those that the dataset's rule lets go of. */
  readonly retiresSnapshots?: readonly string[];
  /** A task that begins (its job is queued), that waits for more from whoever asked for it, or that is over already. */
  readonly task?: NewTask & { readonly waits?: string; readonly ended?: TaskEnd };
  /** A waiting task whose job is queued now. */
  readonly queuesTask?: { readonly id: string; readonly input: Record<string, unknown> };
  /** Ends a running task; without an attempt whichever runs, or waits, is aborted. */
  readonly endsTask?: { readonly id: string; readonly attempt: number; readonly end: TaskEnd };
  readonly abortsTask?: { readonly id: string; readonly message: string };
  /** The dataset of a clone, not yet in anyone's inventory, held by its task. */
  readonly clone?: NewClone;
  readonly publishes?: boolean;
  /** `trash`: out of every list, its states stay. `unpublished`: a clone that nobody has seen yet goes away. */
  readonly deletes?: "trash" | "unpublished";
  /** Brings it back from the trash. */
  readonly undeletes?: boolean;
  /** Takes it out of the trash for ever. */
  readonly purges?: boolean;
  /** Ends every signed link to its files. */
  readonly revokesLinks?: boolean;
  /** What people call it, and what they say about it. */
  readonly details?: {
    readonly display_name?: string | undefined;
    readonly description?: string | undefined;
    readonly notes?: string | undefined;
    readonly metadata?: unknown;
    readonly default_filter?: unknown;
    /** Content that stands for it; null for none of its own. */
    readonly cover_sha256?: string | null | undefined;
    readonly snapshots_enabled?: true | undefined;
  };
  /** What people are given from now on, each named once; null takes it away. Groups may give them more. */
  readonly members?: readonly { readonly userId: string; readonly role: Role | null }[];
  /** The same of groups. */
  readonly groups?: readonly { readonly groupId: string; readonly role: Role | null }[];
  readonly event?: NewEvent;
  /** Other datasets that the decision rests on, such as the role on the source of a merge. */
  readonly unchanged?: readonly DatasetView[];
  /** Rows of other tables that belong to the dataset: `INSERT … SELECT … FROM gate` or `DELETE … USING gate`. */
  readonly rows?: Prisma.Sql | readonly Prisma.Sql[];
  /** What open pages are told of. */
  readonly tells:
    "head" | "status" | "snapshots" | "task" | "share" | "details" | "views" | "links" | "deleted" | "published";
}

export interface Written {
  /** Id of the event, for undoing it. */
  readonly eventId: string | null;
  /** When the new snapshot was created. */
  readonly snapshotCreatedAt: string | null;
}
