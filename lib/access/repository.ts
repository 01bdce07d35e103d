import "server-only";
import type { Role } from "@/lib/auth/roles";
import { db, iso, Prisma } from "@/lib/db";
import { movesBadge, REASONS } from "@/lib/operations/snapshot-reasons";
import type { DatasetStatus } from "@/lib/operations/statuses";
import type { DatasetSort } from "./sorts";
import { likePattern } from "@/lib/text";

export interface DatasetRow {
  readonly id: string;
  readonly lineage_id: string;
  readonly display_name: string;
  readonly description: string;
  readonly notes: string;
  readonly source_type: string;
  readonly source_dataset_id: string | null;
  readonly status: DatasetStatus;
  readonly status_before: DatasetStatus | null;
  readonly head_state_id: string;
  readonly current_snapshot_id: string | null;
  readonly active_task_id: string | null;
  readonly snapshots_enabled: boolean;
  readonly published: boolean;
  readonly fatal_error_msg: string | null;
  readonly metadata: unknown;
  readonly default_filter: unknown;
  /** Content that people chose to stand for it; null where they chose none. */
  readonly chosen_cover: string | null;
  /** Signed links carry it: a higher one ends all that were given before. */
  readonly link_epoch: number;
  readonly created_by: string;
  readonly created_at: string;
  /** Grows with every change of the row, of its roles and of its views. */
  readonly version: string;
}

/** A dataset as seen by one user, with what its status and permissions follow from: one moment of the database. */
export interface DatasetView extends DatasetRow {
  readonly role: Role | null;
  readonly active_task_type: string | null;
  readonly active_snapshot_id: string | null;
  /** State of the Current Version. */
  readonly current_state_id: string | null;
  readonly progress: number;
  readonly status_message: string;
  readonly n_images: number;
  readonly n_videos: number;
  /** Live items that no index run covers; null where the head is from before a state kept this. */
  readonly n_unindexed: number | null;
  /** Boxes of the live items; null where the head is from before a state kept this, and the cover. */
  readonly n_objects: number | null;
  /** Content that stands for the dataset in the inventory; null too when it is empty. */
  readonly cover_sha256: string | null;
  /** Whoever looks does so through the public link, as this guest: links that they are given end with it. */
  readonly guest?: string;
}

/** What is shown of a dataset where it is one of many, beside what a decision about it needs. */
export interface DatasetCard extends DatasetView {
  /** The newest snapshot that is not removed and that a person, the creation or a clone made. */
  readonly last_snapshot_id: string | null;
  readonly last_snapshot_name: string | null;
  readonly last_snapshot_at: string | null;
  /** How many have a role. */
  readonly people: number;
  /** Whoever looks marked it for themselves. */
  readonly starred: boolean;
}

/** A dataset in the trash, or one that may be. */
export interface TrashView {
  readonly deleted_at: string | null;
  /** Until when it can be brought back. */
  readonly purge_at: string | null;
}

/** How long a dataset can be brought back. */
const TRASH_DAYS = 30;
const HERE = Prisma.sql`d.deleted_at IS NULL`;
const IN_TRASH = Prisma.sql`NOT d.purged AND d.deleted_at > clock_timestamp() - make_interval(days => ${TRASH_DAYS}::int)`;

const COLUMNS = Prisma.sql`d.id, d.lineage_id, d.display_name, d.description, d.notes, d.source_type, d.source_dataset_id, d.status,
  d.status_before, d.head_state_id, d.current_snapshot_id, d.active_task_id, d.snapshots_enabled, d.published, d.fatal_error_msg, d.metadata, d.default_filter, encode(d.cover_sha256, 'hex') AS chosen_cover, d.link_epoch,
  d.created_by, ${iso("d.created_at")} AS created_at, d.version::text AS version`;

interface More {
  readonly columns: Prisma.Sql;
  readonly joins: Prisma.Sql;
}
const NOTHING_MORE: More = { columns: Prisma.empty, joins: Prisma.empty };
const TRASH: More = {
  columns: Prisma.sql`, ${iso("d.deleted_at")} AS deleted_at, ${iso(`(d.deleted_at + make_interval(days => ${TRASH_DAYS}))`)} AS purge_at`,
  joins: Prisma.empty,
};
const isStarred = (userId: string) =>
  Prisma.sql`EXISTS (SELECT FROM dataset_star x WHERE x.dataset_id = d.id AND x.user_id = ${userId}::uuid)`;
/** One step down the index of its snapshots for each dataset, or a few where automatic ones are on top. */
const card = (userId: string): More => ({
  columns: Prisma.sql`, ls.id AS last_snapshot_id, ls.name AS last_snapshot_name, ${iso("ls.created_at")} AS last_snapshot_at,
         (SELECT count(*)::int FROM membership p JOIN app_user pu ON pu.id = p.user_id AND pu.guest_of IS NULL WHERE p.dataset_id = d.id) AS people, ${isStarred(userId)} AS starred`,
  joins: Prisma.sql`LEFT JOIN LATERAL (
    SELECT id, name, created_at FROM snapshot WHERE dataset_id = d.id AND removed_at IS NULL
      AND reason = ANY(${REASONS.filter(movesBadge)}::snapshot_reason[]) ORDER BY seq DESC LIMIT 1) ls ON true`,
});

const viewSql = (userId: string, where: Prisma.Sql, more = NOTHING_MORE) => Prisma.sql`
  SELECT ${COLUMNS}, m.role::text AS role, t.type::text AS active_task_type, t.source_snapshot_id AS active_snapshot_id, cs.state_id AS current_state_id,
         coalesce(t.progress, 0) AS progress, coalesce(t.status_message, '') AS status_message, s.n_images, s.n_videos,
         s.n_unindexed, s.n_objects, encode(s.cover_sha256, 'hex') AS cover_sha256${more.columns}
  FROM dataset d
  JOIN state s ON s.id = d.head_state_id
  LEFT JOIN membership m ON m.dataset_id = d.id AND m.user_id = ${userId}::uuid
  LEFT JOIN task t ON t.id = d.active_task_id
  LEFT JOIN snapshot cs ON cs.id = d.current_snapshot_id ${more.joins}
  WHERE ${where}`;

export async function findDataset(id: string, userId: string): Promise<DatasetView | null> {
  const rows = await db.$queryRaw<DatasetView[]>(viewSql(userId, Prisma.sql`d.id = ${id}::uuid AND ${HERE}`));
  return rows[0] ?? null;
}

export async function findCard(id: string, userId: string): Promise<DatasetCard | null> {
  const rows = await db.$queryRaw<DatasetCard[]>(
    viewSql(userId, Prisma.sql`d.id = ${id}::uuid AND ${HERE}`, card(userId)),
  );
  return rows[0] ?? null;
}

/** The dataset, in its place or in the trash as long as it can be brought back from there. */
export async function findWithTrash(id: string, userId: string): Promise<(DatasetView & TrashView) | null> {
  const where = Prisma.sql`d.id = ${id}::uuid AND (${HERE} OR ${IN_TRASH})`;
  const rows = await db.$queryRaw<(DatasetView & TrashView)[]>(viewSql(userId, where, TRASH));
  return rows[0] ?? null;
}

/** What a user owns in the trash, the latest first. */
export const listTrash = (userId: string): Promise<(DatasetView & { [K in keyof TrashView]: string })[]> =>
  db.$queryRaw(viewSql(userId, Prisma.sql`m.role = 'OWNER' AND ${IN_TRASH} ORDER BY d.deleted_at DESC, d.id`, TRASH));

/** What links to a dataset's files are held to. */
export interface LinkFacts {
  readonly link_epoch: number;
  readonly in_trash: boolean;
  /** The guest of its public link. */
  readonly guest: string | null;
}

/** What links to each of these datasets are held to now; those that are gone for good are absent. */
export async function findLinkFacts(datasetIds: readonly string[]): Promise<Map<string, LinkFacts>> {
  const rows = await db.$queryRaw<(LinkFacts & { id: string })[]>`
    SELECT d.id, d.link_epoch, d.deleted_at IS NOT NULL AS in_trash, g.id AS guest FROM dataset d LEFT JOIN app_user g ON g.guest_of = d.id
    WHERE d.id = ANY(${[...datasetIds]}::uuid[]) AND NOT d.purged`;
  return new Map(rows.map(({ id, ...facts }) => [id, facts]));
}

/** Who may see a dataset. */
export interface Readers {
  readonly userIds: ReadonlySet<string>;
  /** In the trash: then these are the people who could see it. */
  readonly deleted: boolean;
}

/** Everybody with a role on each of these datasets; those that do not exist are absent. */
export async function findReaders(datasetIds: readonly string[]): Promise<Map<string, Readers>> {
  const rows = await db.$queryRaw<{ id: string; deleted: boolean; user_ids: string[] }[]>`
    SELECT d.id, d.deleted_at IS NOT NULL AS deleted, coalesce(array_agg(m.user_id::text) FILTER (WHERE m.user_id IS NOT NULL), '{}') AS user_ids
    FROM dataset d LEFT JOIN membership m ON m.dataset_id = d.id
    WHERE d.id = ANY(${[...datasetIds]}::uuid[]) GROUP BY d.id`;
  return new Map(rows.map(({ id, deleted, user_ids }) => [id, { userIds: new Set(user_ids), deleted }]));
}

const LISTED = Prisma.sql`m.role IS NOT NULL AND d.published AND ${HERE}`;

/** The datasets that a user has a role on and that are in the inventory, newest first. */
export const listDatasets = (userId: string): Promise<DatasetCard[]> =>
  db.$queryRaw<DatasetCard[]>(viewSql(userId, Prisma.sql`${LISTED} ORDER BY d.created_at DESC, d.id`, card(userId)));

/** What of the inventory is asked for, and from where on. */
export interface DatasetListing {
  /** Of these at most; null for all. */
  readonly only?: readonly string[] | null;
  readonly search?: string | undefined;
  readonly status?: DatasetStatus | undefined;
  readonly owner?: string | undefined;
  readonly role?: Role | undefined;
  readonly starred?: boolean | undefined;
  readonly sort: DatasetSort;
  readonly limit: number;
  /** Where the page before ended: what its last dataset is sorted by. */
  readonly after?: readonly string[] | undefined;
}

/** Something that datasets are sorted by: of the row that is listed, and of the one that a page ended with. */
interface SortKey {
  readonly column: (userId: string) => Prisma.Sql;
  readonly bound: (value: string) => Prisma.Sql;
  readonly valueOf: (card: DatasetCard) => string;
}
// Names are sorted as people read them, whatever the database's own order is.
const inOrder = (name: Prisma.Sql) => Prisma.sql`lower(${name}) COLLATE "und-x-icu"`;
const KEYS = {
  name: {
    column: () => inOrder(Prisma.sql`d.display_name`),
    bound: (value) => inOrder(Prisma.sql`${value}::text`),
    valueOf: (card) => card.display_name,
  },
  size: {
    column: () => Prisma.sql`s.n_images + s.n_videos`,
    bound: (value) => Prisma.sql`${value}::text::int`,
    valueOf: (card) => String(card.n_images + card.n_videos),
  },
  created: {
    column: () => Prisma.sql`d.created_at`,
    bound: (value) => Prisma.sql`${value}::text::timestamptz`,
    valueOf: (card) => card.created_at,
  },
  starred: {
    column: isStarred,
    bound: (value) => Prisma.sql`${value}::text::boolean`,
    valueOf: (card) => String(card.starred),
  },
  id: {
    column: () => Prisma.sql`d.id`,
    bound: (value) => Prisma.sql`${value}::text::uuid`,
    valueOf: (card) => card.id,
  },
} as const satisfies Record<string, SortKey>;

/** Each order ends with the id, so that it is one. */
const SORTS = {
  "-created": ["created", "id"],
  created: ["created", "id"],
  name: ["name", "id"],
  "-name": ["name", "id"],
  "-size": ["size", "id"],
  size: ["size", "id"],
  "-starred": ["starred", "created", "id"],
} as const satisfies Record<DatasetSort, readonly (keyof typeof KEYS)[]>;

/** Where the next page begins, of what a page ended with. */
export const placeOf = (card: DatasetCard, sort: DatasetSort): string[] =>
  SORTS[sort].map((key) => KEYS[key].valueOf(card));

function listedBy(userId: string, listing: Omit<DatasetListing, "sort" | "limit" | "after">): Prisma.Sql {
  const { only, search, status, owner, role, starred } = listing;
  const conditions = [LISTED];
  if (only) conditions.push(Prisma.sql`d.id = ANY(${[...only]}::uuid[])`);
  if (search) conditions.push(Prisma.sql`d.display_name ILIKE ${likePattern(search)}`);
  if (status) conditions.push(Prisma.sql`d.status = ${status}::dataset_status`);
  if (owner) conditions.push(Prisma.sql`d.created_by = ${owner}`);
  if (role) conditions.push(Prisma.sql`m.role = ${role}::role`);
  if (starred) conditions.push(isStarred(userId));
  return Prisma.join(conditions, " AND ");
}

/** One more than the page, where there is more. */
export function listDatasetPage(userId: string, listing: DatasetListing): Promise<DatasetCard[]> {
  const { sort, after, limit } = listing;
  const keys: SortKey[] = SORTS[sort].map((key) => KEYS[key]);
  const columns = keys.map(({ column }) => column(userId));
  const [direction, beyond] = sort.startsWith("-") ? ["DESC", "<"] : ["ASC", ">"];
  const order = Prisma.join(columns.map((column) => Prisma.sql`${column} ${Prisma.raw(direction)}`));
  const behind = after
    ? Prisma.sql` AND (${Prisma.join(columns)}) ${Prisma.raw(beyond)} (${Prisma.join(keys.map(({ bound }, at) => bound(after[at]!)))})`
    : Prisma.empty;
  const where = Prisma.sql`${listedBy(userId, listing)}${behind} ORDER BY ${order} LIMIT ${limit + 1}`;
  return db.$queryRaw<DatasetCard[]>(viewSql(userId, where, card(userId)));
}

/** How many there are of what is asked for. */
export async function countDatasets(userId: string, listing: DatasetListing): Promise<number> {
  const rows = await db.$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n FROM dataset d
    JOIN membership m ON m.dataset_id = d.id AND m.user_id = ${userId}::uuid WHERE ${listedBy(userId, listing)}`;
  return rows[0]!.n;
}

/** Whose datasets are in somebody's inventory. */
export async function listDatasetOwners(userId: string, only: readonly string[] | null): Promise<string[]> {
  const rows = await db.$queryRaw<{ owner: string }[]>`SELECT DISTINCT d.created_by AS owner FROM dataset d
    JOIN membership m ON m.dataset_id = d.id AND m.user_id = ${userId}::uuid WHERE ${listedBy(userId, { only })} ORDER BY 1`;
  return rows.map(({ owner }) => owner);
}

/** A dataset whose items can be listed, with where its head is. */
export interface VisibleHead {
  readonly id: string;
  readonly display_name: string;
  readonly head_state_id: string;
  readonly link_epoch: number;
  /** As the database has it, to the microsecond: lists go on from here. */
  readonly created_at: string;
  readonly n_items: number;
}

/** The heads of the datasets that a user has a role on and that hold items, newest first; damaged ones are left out. */
export const listHeads = (userId: string): Promise<VisibleHead[]> =>
  db.$queryRaw<VisibleHead[]>`
    SELECT d.id, d.display_name, d.head_state_id, d.link_epoch, ${iso("d.created_at")} AS created_at, s.n_items
    FROM membership m JOIN dataset d ON d.id = m.dataset_id JOIN state s ON s.id = d.head_state_id
    WHERE m.user_id = ${userId}::uuid AND d.published AND ${HERE} AND d.status <> 'ERROR' AND s.n_items > 0
    ORDER BY d.created_at DESC, d.id`;
