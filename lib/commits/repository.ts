/** The statements that move heads. Only the gate uses them. */
import "server-only";
import { base64List, db, fromHex, iso, Prisma } from "@/lib/db";
import { movesBadge } from "@/lib/operations/snapshot-reasons";
import type { PreparedState } from "@/lib/states/service";
import { serializeBitmap } from "@/lib/versioning/bitmap";
import { EMPTY_ROOT } from "@/lib/versioning/state";
import { lineageLockKey } from "./lineage-lock";
import {
  viaOf,
  type Effects,
  type NewClone,
  type NewEvent,
  type NewSnapshot,
  type NewTask,
  type TaskEnd,
  type Written,
} from "./effects";

/** A bitmap beyond this size is not kept with its event; the event then says that nobody knows. */
const MAX_EVENT_BYTES = 1024 * 1024;

const told = (datasetId: string, kind: string): Prisma.Sql =>
  Prisma.sql`pg_notify('stillframe', ${JSON.stringify({ dataset_id: datasetId, kind })})::text`;

const queued = (taskId: string): Prisma.Sql =>
  Prisma.sql`(graphile_worker.add_job('run_task', json_build_object('task_id', ${taskId}::text), job_key => ${taskId}, max_attempts => 25)).id::text`;

function stateSql(state: PreparedState): Prisma.Sql {
  const cover = state.summary?.cover_sha256;
  return Prisma.sql`, new_objects AS (
      INSERT INTO version_object (lineage_id, sha256, bytes)
      SELECT gate.lineage_id, decode(h, 'hex'), decode(b, 'base64')
      FROM gate, unnest(${state.objects.map((object) => object.hash)}::text[], ${base64List(state.objects.map((object) => object.bytes))}::text[]) AS o (h, b)
      ORDER BY h
      ON CONFLICT DO NOTHING
    ), new_state AS (
      INSERT INTO state (id, lineage_id, digest, root, n_items, n_images, n_videos, n_unindexed, n_objects, cover_sha256)
      SELECT ${state.id}::uuid, gate.lineage_id, ${fromHex(state.root.hash)}, ${Uint8Array.from(state.root.bytes)},
             ${state.counts.n_items}::int, ${state.counts.n_images}::int, ${state.counts.n_videos}::int, ${state.counts.n_unindexed}::int,
             ${state.summary?.n_objects ?? null}::int, ${cover ? fromHex(cover) : null}::bytea FROM gate
      ON CONFLICT DO NOTHING
    )`;
}

const snapshotSql = (snapshot: NewSnapshot): Prisma.Sql => Prisma.sql`, new_snapshot AS (
  INSERT INTO snapshot (id, dataset_id, name, description, reason, state_id, created_by, training_model_id, training_model_name)
  SELECT ${snapshot.id}::uuid, gate.id, ${snapshot.name}, ${snapshot.description}, ${snapshot.reason}::snapshot_reason, ${snapshot.stateId}::uuid,
    ${snapshot.createdBy}, ${snapshot.trainingModelId ?? null}::uuid, ${snapshot.trainingModelName ?? null} FROM gate
  RETURNING created_at
), snapshot_event AS (
  INSERT INTO dataset_event (dataset_id, kind, actor, detail)
  SELECT gate.id, 'snapshot', ${snapshot.createdBy}, ${JSON.stringify({ snapshot_id: snapshot.id, reason: snapshot.reason })}::jsonb FROM gate
)`;

/** A task row, from the gate or by itself. */
function taskSql(task: NewTask, { waits, ended }: { waits?: string; ended?: TaskEnd }, from: Prisma.Sql): Prisma.Sql {
  const { via, apiKey } = viaOf(task.user);
  return Prisma.sql`INSERT INTO task (id, type, dataset_id, dataset_name, created_by, created_by_id, status, status_message, progress, error_message, input, result, source_snapshot_id, via, api_key, start_time, end_time)
    SELECT ${task.id}::uuid, ${task.type}::task_type, ${task.datasetId}::uuid, ${task.datasetName}, ${task.user.email}, ${task.user.id}::uuid,
      ${ended?.status ?? "INITIALIZING"}::task_status, ${ended?.message ?? waits ?? "Waiting for a worker"}, ${ended?.status === "COMPLETED" ? 100 : 0}::int, ${ended?.error ?? null}::text,
      ${JSON.stringify(task.input ?? {})}::jsonb, ${ended?.result === undefined ? null : JSON.stringify(ended.result)}::jsonb,
      ${task.sourceSnapshotId ?? null}::uuid, ${via}::text, ${apiKey}::text, coalesce(${task.requestedAt ?? null}::timestamptz, clock_timestamp()), CASE WHEN ${ended !== undefined}::boolean THEN clock_timestamp() END
    ${from}`;
}

const cloneSql = (clone: NewClone): Prisma.Sql => Prisma.sql`, new_clone AS (
  INSERT INTO dataset (id, lineage_id, display_name, description, source_type, source_dataset_id, status, status_before, active_task_id, head_state_id, published, metadata, created_by)
  SELECT ${clone.id}::uuid, gate.lineage_id, ${clone.name}, ${clone.description}, 'clone', ${clone.sourceDatasetId}::uuid, 'READ_ONLY', 'DRAFT', ${clone.taskId}::uuid,
    ${clone.stateId}::uuid, false, ${JSON.stringify(clone.metadata ?? {})}::jsonb, ${clone.email} FROM gate
), new_owner AS (
  INSERT INTO membership_grant (dataset_id, user_id, role) SELECT ${clone.id}::uuid, ${clone.userId}::uuid, 'OWNER' FROM gate
)`;

function eventSql(event: NewEvent, fromState: string | null, toState: string | null): Prisma.Sql {
  const bytes = event.items ? serializeBitmap(event.items) : null;
  return Prisma.sql`, event AS (
    INSERT INTO dataset_event (dataset_id, kind, actor, from_state, to_state, task_id, via, api_key, detail, items)
    SELECT gate.id, ${event.kind}, ${event.actor}, ${fromState}::uuid, ${toState}::uuid, ${event.taskId ?? null}::uuid,
      ${event.via?.via ?? null}::text, ${event.via?.apiKey ?? null}::text, ${JSON.stringify(event.detail)}::jsonb,
      ${bytes && bytes.byteLength <= MAX_EVENT_BYTES ? Uint8Array.from(bytes) : null}::bytea FROM gate
    RETURNING id
  )`;
}

/** What of the dataset's row changes. */
function assignments(effects: Effects, headId: string | null): Prisma.Sql {
  const parts = [Prisma.sql`version = d.version + 1`];
  if (headId !== null) parts.push(Prisma.sql`head_state_id = ${headId}::uuid`);
  if (effects.snapshot && movesBadge(effects.snapshot.reason))
    parts.push(Prisma.sql`current_snapshot_id = ${effects.snapshot.id}::uuid`);
  else if (effects.currentSnapshotId !== undefined)
    parts.push(Prisma.sql`current_snapshot_id = ${effects.currentSnapshotId}::uuid`);
  if (effects.status) {
    const { to, heldBy, fatalError } = effects.status;
    parts.push(
      Prisma.sql`status = ${to}::dataset_status, active_task_id = ${heldBy?.taskId ?? null}::uuid, status_before = ${heldBy?.before ?? null}::dataset_status`,
    );
    if (fatalError !== undefined) parts.push(Prisma.sql`fatal_error_msg = ${fatalError}::text`);
  }
  if (effects.publishes) parts.push(Prisma.sql`published = true`);
  if (effects.deletes === "trash") parts.push(Prisma.sql`deleted_at = clock_timestamp()`);
  if (effects.undeletes) parts.push(Prisma.sql`deleted_at = NULL`);
  if (effects.purges) parts.push(Prisma.sql`purged = true`);
  if (effects.revokesLinks) parts.push(Prisma.sql`link_epoch = link_epoch + 1`);
  const { display_name, description, notes, metadata, default_filter, cover_sha256, snapshots_enabled } =
    effects.details ?? {};
  if (display_name !== undefined) parts.push(Prisma.sql`display_name = ${display_name}`);
  if (description !== undefined) parts.push(Prisma.sql`description = ${description}`);
  if (notes !== undefined) parts.push(Prisma.sql`notes = ${notes}`);
  if (metadata !== undefined) parts.push(Prisma.sql`metadata = ${JSON.stringify(metadata)}::jsonb`);
  if (default_filter !== undefined)
    parts.push(Prisma.sql`default_filter = ${default_filter === null ? null : JSON.stringify(default_filter)}::jsonb`);
  if (cover_sha256 !== undefined) parts.push(Prisma.sql`cover_sha256 = decode(${cover_sha256}::text, 'hex')`);
  if (snapshots_enabled) parts.push(Prisma.sql`snapshots_enabled = true`);
  return Prisma.join(parts, ", ");
}

/** What is locked before the dataset is: rows that have to be as the writer saw them, and roles where they change. */
function conditions(effects: Effects): { name: Prisma.Sql; sql: Prisma.Sql }[] {
  const found: { name: Prisma.Sql; sql: Prisma.Sql }[] = [];
  // A change of groups has this lock to itself, and goes on to the rows of datasets.
  if (effects.members || effects.groups || effects.clone)
    found.push({
      name: Prisma.sql`roles`,
      sql: Prisma.sql`roles AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(hashtext('stillframe:roles'))::text AS held)`,
    });
  const task = (id: string, where: Prisma.Sql) =>
    found.push({
      name: Prisma.sql`mine`,
      sql: Prisma.sql`mine AS (SELECT id FROM task WHERE id = ${id}::uuid AND ${where} FOR UPDATE)`,
    });
  if (effects.endsTask)
    task(effects.endsTask.id, Prisma.sql`attempt = ${effects.endsTask.attempt} AND status = 'RUNNING'`);
  if (effects.abortsTask) task(effects.abortsTask.id, Prisma.sql`status IN ('INITIALIZING', 'RUNNING')`);
  if (effects.queuesTask) task(effects.queuesTask.id, Prisma.sql`status = 'INITIALIZING'`);
  for (const [index, dataset] of (effects.unchanged ?? []).entries()) {
    const name = Prisma.raw(`other${index}`);
    found.push({
      name,
      sql: Prisma.sql`${name} AS (SELECT id FROM dataset WHERE id = ${dataset.id}::uuid AND version = ${dataset.version}::bigint AND deleted_at IS NULL FOR SHARE)`,
    });
  }
  return found;
}

function taskChangeSql({ endsTask, abortsTask, queuesTask }: Effects): Prisma.Sql {
  if (endsTask) {
    const { id, end } = endsTask;
    return Prisma.sql`, task_change AS (
      UPDATE task SET status = ${end.status}::task_status, status_message = ${end.message}, error_message = ${end.error ?? null},
        result = ${end.result === undefined ? null : JSON.stringify(end.result)}::jsonb,
        progress = CASE WHEN ${end.status} = 'COMPLETED' THEN 100 ELSE progress END, end_time = clock_timestamp()
      FROM gate WHERE task.id = ${id}::uuid
    )`;
  }
  if (abortsTask)
    return Prisma.sql`, task_change AS (
      UPDATE task SET status = 'ABORTED', status_message = ${abortsTask.message}, end_time = clock_timestamp() FROM gate WHERE task.id = ${abortsTask.id}::uuid
    )`;
  if (queuesTask)
    return Prisma.sql`, task_change AS (
      UPDATE task SET input = ${JSON.stringify(queuesTask.input)}::jsonb, status_message = 'Waiting for a worker' FROM gate WHERE task.id = ${queuesTask.id}::uuid
    )`;
  return Prisma.empty;
}

function aliasesSql(snapshotId: string, aliases: readonly string[]): Prisma.Sql {
  return Prisma.sql`, old_aliases AS (
      DELETE FROM snapshot_alias a USING gate WHERE a.snapshot_id = ${snapshotId}::uuid AND a.name <> ALL(${[...aliases]}::text[])
    ), new_aliases AS (
      INSERT INTO snapshot_alias (dataset_id, name, snapshot_id)
      SELECT gate.id, name, ${snapshotId}::uuid FROM gate, unnest(${[...aliases]}::text[]) AS name
      ON CONFLICT (dataset_id, name) DO UPDATE SET snapshot_id = excluded.snapshot_id
    )`;
}

function snapshotChangeSql(effects: Effects): Prisma.Sql {
  const { changesSnapshot, removesSnapshotId, bringsBackSnapshotId, retiresSnapshots, event } = effects;
  if (changesSnapshot) {
    const { id, name, description, pinned, protected: isProtected, aliases } = changesSnapshot;
    return Prisma.sql`, snapshot_change AS (
      UPDATE snapshot s SET name = coalesce(${name ?? null}, s.name), description = coalesce(${description ?? null}, s.description),
        pinned = coalesce(${pinned ?? null}::boolean, s.pinned), protected = coalesce(${isProtected ?? null}::boolean, s.protected)
      FROM gate WHERE s.id = ${id}::uuid
    )${aliases ? aliasesSql(id, aliases) : Prisma.empty}`;
  }
  if (bringsBackSnapshotId)
    return Prisma.sql`, snapshot_change AS (
      UPDATE snapshot s SET removed_at = NULL FROM gate WHERE s.id = ${bringsBackSnapshotId}::uuid AND s.dataset_id = gate.id
    )`;
  const removed = removesSnapshotId ? [removesSnapshotId] : [...(retiresSnapshots ?? [])];
  if (removed.length > 0 && event)
    return Prisma.sql`, snapshot_change AS (
      UPDATE snapshot s SET removed_at = clock_timestamp() FROM gate WHERE s.id = ANY(${removed}::uuid[])
    )`;
  return Prisma.empty;
}

/** What people were given; what follows for their roles is the database's to work out, as it is for groups. */
function membersSql(members: NonNullable<Effects["members"]>): Prisma.Sql {
  const gone = members.filter(({ role }) => role === null).map(({ userId }) => userId);
  const given = members.filter(({ role }) => role !== null);
  return Prisma.sql`, old_members AS (DELETE FROM membership_grant m USING gate WHERE m.dataset_id = gate.id AND m.user_id = ANY(${gone}::uuid[])),
    new_members AS (
      INSERT INTO membership_grant (dataset_id, user_id, role)
      SELECT gate.id, given.user_id, given.role::role FROM gate,
        unnest(${given.map(({ userId }) => userId)}::uuid[], ${given.map(({ role }) => role)}::text[]) AS given (user_id, role)
      ON CONFLICT (dataset_id, user_id) DO UPDATE SET role = excluded.role)`;
}

function groupsSql(groups: NonNullable<Effects["groups"]>): Prisma.Sql {
  const gone = groups.filter(({ role }) => role === null).map(({ groupId }) => groupId);
  const given = groups.filter(({ role }) => role !== null);
  return Prisma.sql`, old_groups AS (DELETE FROM group_grant m USING gate WHERE m.dataset_id = gate.id AND m.group_id = ANY(${gone}::uuid[])),
    new_groups AS (
      INSERT INTO group_grant (dataset_id, group_id, role)
      SELECT gate.id, given.group_id, given.role::role FROM gate,
        unnest(${given.map(({ groupId }) => groupId)}::uuid[], ${given.map(({ role }) => role)}::text[]) AS given (group_id, role)
      ON CONFLICT (dataset_id, group_id) DO UPDATE SET role = excluded.role)`;
}

const rowsSql = ({ rows = [] }: Effects): Prisma.Sql => {
  const parts = [rows].flat().map((sql, at) => Prisma.sql`, ${Prisma.raw(`other_rows${at}`)} AS (${sql})`);
  return parts.length === 0 ? Prisma.empty : Prisma.join(parts, " ");
};

/**
 * Carries out all effects in one statement, if the dataset still is at the version that they were decided on. What they
 * rest on is locked and compared first; every other part takes its rows from `gate`, which is empty when that fails.
 * @returns null when the dataset, the task or another dataset is not as it was seen any more; nothing is changed then
 */
export async function writeEffects(
  dataset: { readonly id: string; readonly version: string; readonly head_state_id: string },
  effects: Effects,
): Promise<Written | null> {
  const { head, task } = effects;
  const newState = head && !("existingId" in head) ? head : null;
  const headId = head ? ("existingId" in head ? head.existingId : head.id) : null;
  const checks = conditions(effects);
  const others =
    checks.length > 0
      ? Prisma.join(
          checks.map(({ name }) => name),
          ", ",
        )
      : null;
  const place =
    effects.undeletes || effects.purges ? Prisma.sql`d.deleted_at IS NOT NULL` : Prisma.sql`d.deleted_at IS NULL`;
  const unchanged = Prisma.sql`d.id = ${dataset.id}::uuid AND d.version = ${dataset.version}::bigint AND ${place}`;
  const moved =
    effects.deletes === "unpublished"
      ? Prisma.sql`DELETE FROM dataset d ${others ? Prisma.sql`USING ${others}` : Prisma.empty} WHERE ${unchanged} AND NOT d.published RETURNING d.id, d.lineage_id`
      : Prisma.sql`UPDATE dataset d SET ${assignments(effects, headId)} ${others ? Prisma.sql`FROM ${others}` : Prisma.empty} WHERE ${unchanged} RETURNING d.id, d.lineage_id`;
  const jobs = [
    ...(task && task.waits === undefined && task.ended === undefined ? [queued(task.id)] : []),
    ...(effects.queuesTask ? [queued(effects.queuesTask.id)] : []),
  ];
  const rows = await db.$queryRaw<{ event_id: string | null; snapshot_created_at: string | null }[]>`
    WITH ${
      checks.length > 0
        ? Prisma.sql`${Prisma.join(
            checks.map(({ sql }) => sql),
            ", ",
          )},`
        : Prisma.empty
    }
    moved AS (${moved}),
    gate AS MATERIALIZED (SELECT id, lineage_id, pg_advisory_xact_lock_shared(${lineageLockKey("lineage_id")})::text AS held FROM moved)
    ${newState ? stateSql(newState) : Prisma.empty}
    ${effects.snapshot ? snapshotSql(effects.snapshot) : Prisma.empty}
    ${snapshotChangeSql(effects)}
    ${task ? Prisma.sql`, new_task AS (${taskSql(task, task, Prisma.sql`FROM gate`)})` : Prisma.empty}
    ${taskChangeSql(effects)}
    ${effects.clone ? cloneSql(effects.clone) : Prisma.empty}
    ${effects.members ? membersSql(effects.members) : Prisma.empty}
    ${effects.groups ? groupsSql(effects.groups) : Prisma.empty}
    ${rowsSql(effects)}
    ${effects.event ? eventSql(effects.event, headId === null ? null : dataset.head_state_id, headId) : Prisma.empty}
    SELECT ${effects.event ? Prisma.sql`(SELECT id::text FROM event)` : Prisma.sql`NULL::text`} AS event_id,
      ${effects.snapshot ? Prisma.sql`(SELECT ${iso("created_at")} FROM new_snapshot)` : Prisma.sql`NULL::text`} AS snapshot_created_at,
      ${jobs.length > 0 ? Prisma.sql`${Prisma.join(jobs, ", ")},` : Prisma.empty}
      ${effects.snapshot && effects.tells !== "snapshots" ? Prisma.sql`${told(dataset.id, "snapshots")},` : Prisma.empty}
      ${(task || effects.endsTask || effects.abortsTask || effects.queuesTask) && effects.tells !== "task" ? Prisma.sql`${told(dataset.id, "task")},` : Prisma.empty}
      ${told(dataset.id, effects.tells)}
    FROM gate`;
  const row = rows[0];
  return row ? { eventId: row.event_id, snapshotCreatedAt: row.snapshot_created_at } : null;
}

/** Records a task that is over, or was ended by hand, of a dataset that the gate has nothing to do with. */
export async function insertEndedTask(task: NewTask, ended: TaskEnd): Promise<void> {
  await db.$queryRaw`WITH new_task AS (${taskSql(task, { ended }, Prisma.empty)}) SELECT ${told(task.datasetId, "task")}`;
}

/** Ends a task whose dataset is gone. False when it is over already, or not this attempt's. @param attempt null for any */
export async function endOrphanedTask(
  id: string,
  attempt: number | null,
  end: Omit<TaskEnd, "status"> & { readonly status: TaskEnd["status"] | "ABORTED" },
): Promise<boolean> {
  const count = await db.$executeRaw`
    UPDATE task SET status = ${end.status}::task_status, status_message = ${end.message}, error_message = ${end.error ?? null}, end_time = clock_timestamp()
    WHERE id = ${id}::uuid AND (${attempt}::int IS NULL OR attempt = ${attempt}::int) AND status IN ('INITIALIZING', 'RUNNING')`;
  return count > 0;
}

/** A draft with its own lineage and the empty state as head. */
export async function insertDraft(draft: {
  readonly id: string;
  readonly lineageId: string;
  readonly stateId: string;
  readonly name: string;
  readonly description: string;
  readonly snapshotsEnabled: boolean;
  readonly sourceType: string;
  readonly userId: string;
  readonly email: string;
}): Promise<void> {
  await db.$executeRaw`
    WITH new_lineage AS (INSERT INTO lineage (id) VALUES (${draft.lineageId}::uuid) RETURNING id),
    new_state AS (
      INSERT INTO state (id, lineage_id, digest, root, n_items, n_images, n_videos, n_unindexed, n_objects)
      SELECT ${draft.stateId}::uuid, id, ${fromHex(EMPTY_ROOT.hash)}, ${Uint8Array.from(EMPTY_ROOT.bytes)}, 0, 0, 0, 0, 0 FROM new_lineage
    ),
    new_dataset AS (
      INSERT INTO dataset (id, lineage_id, display_name, description, source_type, status, head_state_id, snapshots_enabled, created_by)
      SELECT ${draft.id}::uuid, id, ${draft.name}, ${draft.description}, ${draft.sourceType}, 'DRAFT', ${draft.stateId}::uuid, ${draft.snapshotsEnabled}, ${draft.email} FROM new_lineage
    )
    INSERT INTO membership_grant (dataset_id, user_id, role) VALUES (${draft.id}::uuid, ${draft.userId}::uuid, 'OWNER')`;
}

export interface HeadEventRow {
  readonly id: string;
  readonly kind: string;
  readonly actor: string;
  readonly detail: unknown;
  readonly from_state: string | null;
  readonly to_state: string | null;
  readonly created_at: string;
}

const EVENT = Prisma.sql`SELECT id::text AS id, kind, actor, detail, from_state, to_state, ${iso("created_at")} AS created_at FROM dataset_event`;

export async function findHeadEvent(datasetId: string, id: string): Promise<HeadEventRow | null> {
  const rows = await db.$queryRaw<
    HeadEventRow[]
  >`${EVENT} WHERE dataset_id = ${datasetId}::uuid AND id = ${id}::bigint AND from_state IS NOT NULL AND to_state IS NOT NULL`;
  return rows[0] ?? null;
}

/**
 * Head moves after one snapshot was taken and not after another, newest first. A restore belongs behind the revision that it saved, though both have the same moment. Null for no limit.
 */
export const findHeadEvents = (
  datasetId: string,
  after: { id: string; created_at: string } | null,
  until: string | null,
  limit: number,
): Promise<HeadEventRow[]> =>
  db.$queryRaw`${EVENT}
    WHERE dataset_id = ${datasetId}::uuid AND to_state IS NOT NULL
    AND (${after?.created_at ?? null}::timestamptz IS NULL OR created_at > ${after?.created_at ?? null}::timestamptz OR detail->>'safety_snapshot' = ${after?.id ?? null})
    AND (${until}::timestamptz IS NULL OR (created_at <= ${until}::timestamptz)) ORDER BY id DESC LIMIT ${limit}`;

/** Which head moves of a dataset are meant, oldest first; each condition that is given has to hold. */
export interface EventsWanted {
  readonly datasetId: string;
  /** Those after this one. */
  readonly afterId: string;
  /** Those at this moment or later. */
  readonly since?: string;
  /** Who did it, or what did it: a kind of event such as `enrichment`, or a model that took part. */
  readonly by?: string;
}
/** A head move as far as it is needed to tell what it touched. */
export interface Move {
  readonly id: string;
  readonly from_state: string | null;
  readonly to_state: string;
}

/** The serialised bitmaps of the items that events touched. */
export const findEventsItems = (ids: readonly string[]): Promise<{ id: string; items: Uint8Array | null }[]> =>
  db.$queryRaw`SELECT id::text AS id, items FROM dataset_event WHERE id = ANY(${[...ids]}::bigint[])`;

/** Head moves of a dataset before one of them, newest first. */
export const findHeadMoves = (datasetId: string, before: string | null, limit: number): Promise<HeadEventRow[]> =>
  db.$queryRaw`${EVENT} WHERE dataset_id = ${datasetId}::uuid AND to_state IS NOT NULL
    AND (${before}::bigint IS NULL OR dataset_event.id < ${before}::bigint) ORDER BY dataset_event.id DESC LIMIT ${limit}`;

/** Head moves of a dataset, oldest first. */
export function findMoves({ datasetId, afterId, since, by }: EventsWanted): Promise<Move[]> {
  const who = by?.toLowerCase();
  // A kind or a model is what a task was: `enrichment`, or one of the models that it asked.
  const conditions = [
    Prisma.sql`dataset_id = ${datasetId}::uuid AND id > ${afterId}::bigint AND to_state IS NOT NULL`,
    ...(since === undefined ? [] : [Prisma.sql`created_at >= ${since}::timestamptz`]),
    ...(who === undefined
      ? []
      : who.includes("@")
        ? [Prisma.sql`actor = ${who}`]
        : [
            Prisma.sql`(kind = ${who} OR kind = 'enrichment' AND EXISTS (SELECT 1 FROM jsonb_each_text(detail->'models') AS m WHERE lower(m.key) = ${who} OR lower(m.value) = ${who}))`,
          ]),
  ];
  return db.$queryRaw`SELECT id::text AS id, from_state, to_state FROM dataset_event WHERE ${Prisma.join(conditions, " AND ")} ORDER BY id`;
}

export async function findLastMoveId(datasetId: string): Promise<string | null> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id::text AS id FROM dataset_event WHERE dataset_id = ${datasetId}::uuid AND to_state IS NOT NULL ORDER BY dataset_event.id DESC LIMIT 1`;
  return rows[0]?.id ?? null;
}

/** The head move that a task made. */
export async function findTaskEvent(taskId: string): Promise<HeadEventRow | null> {
  const rows = await db.$queryRaw<
    HeadEventRow[]
  >`${EVENT} WHERE task_id = ${taskId}::uuid AND from_state IS NOT NULL AND to_state IS NOT NULL`;
  return rows[0] ?? null;
}

/** The head move that a restore task made, and whether any later one followed it. */
export async function findRestoreEvent(
  taskId: string,
): Promise<(HeadEventRow & { readonly is_latest: boolean }) | null> {
  const rows = await db.$queryRaw<(HeadEventRow & { is_latest: boolean })[]>`
    SELECT e.id::text AS id, e.kind, e.actor, e.detail, e.from_state, e.to_state, ${iso("e.created_at")} AS created_at,
      NOT EXISTS (SELECT 1 FROM dataset_event l WHERE l.dataset_id = e.dataset_id AND l.id > e.id AND l.to_state IS NOT NULL) AS is_latest
    FROM dataset_event e WHERE e.task_id = ${taskId}::uuid AND e.kind = 'restore'`;
  return rows[0] ?? null;
}
