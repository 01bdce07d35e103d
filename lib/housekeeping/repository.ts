import "server-only";
import pg from "pg";
import { db, toHex } from "@/lib/db";
import { lineageLockKey } from "@/lib/commits/lineage-lock";
import { all, from, hex, ints, sql } from "@/lib/sql";
import { NO_ITEM, type Facet } from "@/lib/versioning/names";

export interface Pointer {
  readonly dataset_id: string;
  readonly dataset_name: string;
  readonly lineage_id: string;
  readonly state_id: string;
  /** Name of the snapshot; null for the dataset's current data. */
  readonly snapshot_name: string | null;
}

/** Everything that points at a state: heads and snapshots, of one dataset or of all. */
export const listPointers = (datasetId?: string): Promise<Pointer[]> => {
  let heads = from
    .selectFrom("dataset as d")
    .select(["d.id as dataset_id", "d.display_name as dataset_name", "d.lineage_id", "d.head_state_id as state_id"])
    .select(sql<string | null>`NULL::text`.as("snapshot_name"));
  let snapshots = from
    .selectFrom("snapshot as s")
    .innerJoin("dataset as d", "d.id", "s.dataset_id")
    .where("s.removed_at", "is", null)
    .select(["d.id as dataset_id", "d.display_name as dataset_name", "d.lineage_id", "s.state_id"])
    .select("s.name as snapshot_name");
  if (datasetId) {
    heads = heads.where("d.id", "=", datasetId);
    snapshots = snapshots.where("d.id", "=", datasetId);
  }
  return all(
    heads
      .unionAll(snapshots)
      .orderBy("dataset_name")
      .orderBy("dataset_id")
      .orderBy("snapshot_name", (order) => order.asc().nullsFirst()),
  );
};

export interface RevisionCheck {
  readonly revision_no: number;
  readonly item_no: number;
  readonly facet: Facet | "document";
  readonly content_hash: string;
  readonly sha256: string | null;
  readonly payload: { name?: string; path?: string };
  readonly has_item: boolean;
}

export const findRevisionsToCheck = (lineageId: string, revisions: readonly number[]): Promise<RevisionCheck[]> =>
  all(
    from
      .selectFrom("revision as r")
      .leftJoin("item as i", (join) =>
        join.onRef("i.lineage_id", "=", "r.lineage_id").onRef("i.item_no", "=", "r.item_no"),
      )
      .where("r.lineage_id", "=", lineageId)
      .where("r.revision_no", "=", ints(revisions))
      .select(({ ref, eb }) => [
        "r.revision_no",
        "r.item_no",
        "r.facet",
        hex(ref("r.content_hash")).as("content_hash"),
        hex(ref("r.media_sha256")).as("sha256"),
        ref("r.payload").$castTo<RevisionCheck["payload"]>().as("payload"),
        eb("i.item_no", "is not", null).$castTo<boolean>().as("has_item"),
      ]),
  );

export const listLineages = async (): Promise<string[]> =>
  (await db.lineage.findMany({ select: { id: true } })).map((row) => row.id);

// ── Collecting: with a role of its own, which may delete what nobody else may ──────────────────

export interface Cutoffs {
  /** Unreachable rows and files younger than this stay: a write may be about to name them. */
  readonly youngest: Date;
  /** Superseded heads newer than this stay: someone may be scrolling them, or about to undo. */
  readonly supersededHeads: Date;
  /** Removed snapshots newer than this stay. */
  readonly removedSnapshots: Date;
  /** Datasets in the trash since before this can no longer be brought back, and go. */
  readonly trash: Date;
}

export interface Candidates {
  readonly states: { id: string; digest: string; root: Uint8Array }[];
  readonly revisions: { revision_no: number; item_no: number }[];
}

/** One connection with the collector's role. */
export class CollectorConnection {
  private constructor(private readonly client: pg.Client) {}

  static async open(connectionString: string): Promise<CollectorConnection> {
    const url = new URL(connectionString);
    url.searchParams.set("options", "-c role=stillframe_collector");
    const client = new pg.Client({ connectionString: url.toString().replaceAll("+", "%20") });
    // A connection that is lost fails the query that runs or comes next, which says so; without a listener it ends the process.
    client.on("error", () => undefined);
    await client.connect();
    return new CollectorConnection(client);
  }

  close = (): Promise<void> => this.client.end();

  /** After an error: a connection that is lost has rolled back already, and the error that is thrown on says why. */
  private rollback = (): Promise<unknown> => this.client.query("ROLLBACK").catch(() => undefined);

  /** Runs `work` while no writer of the lineage is between its first write and its commit. */
  async withLineage<T>(lineageId: string, work: () => Promise<T>): Promise<T> {
    await this.client.query("BEGIN");
    try {
      await this.client.query(`SELECT pg_advisory_xact_lock(${lineageLockKey("$1").sql})`, [lineageId]);
      const result = await work();
      await this.client.query("COMMIT");
      return result;
    } catch (error) {
      await this.rollback();
      throw error;
    }
  }

  /**
   * States that something keeps: heads (of deleted datasets too), snapshots, young superseded heads, exports that can be downloaded, and
   * what clones began with and merges brought: merging back begins from there.
   */
  async listKeptStates(lineageId: string, cutoffs: Cutoffs): Promise<Candidates["states"]> {
    const { rows } = await this.client.query<{ id: string; digest: Buffer; root: Buffer }>(
      `SELECT id, digest, root FROM state WHERE lineage_id = $1 AND (created_at > $2 OR id IN (
         SELECT head_state_id FROM dataset WHERE lineage_id = $1
         UNION SELECT s.state_id FROM snapshot s JOIN dataset d ON d.id = s.dataset_id WHERE d.lineage_id = $1 AND (s.removed_at IS NULL OR s.removed_at > $4)
         UNION SELECT (t.input->>'state_id')::uuid FROM task t JOIN dataset d ON d.id = t.dataset_id WHERE d.lineage_id = $1 AND t.type = 'EXPORT' AND t.start_time > $3
         UNION SELECT CASE e.kind WHEN 'clone' THEN e.to_state ELSE (e.detail->>'source_state_id')::uuid END FROM dataset_event e JOIN dataset d ON d.id = e.dataset_id WHERE d.lineage_id = $1 AND e.kind IN ('clone', 'merge_back')
         UNION SELECT unnest(ARRAY[e.from_state, e.to_state]) FROM dataset_event e JOIN dataset d ON d.id = e.dataset_id WHERE d.lineage_id = $1 AND e.created_at > $3))`,
      [lineageId, cutoffs.youngest, cutoffs.supersededHeads, cutoffs.removedSnapshots],
    );
    return rows.map((row) => ({ id: row.id, digest: toHex(row.digest), root: row.root }));
  }

  /** Datasets that nobody can bring back: deleted for ever, or too long in the trash. Their rows go, and with them what keeps states. */
  async deletePurgedDatasets(cutoffs: Cutoffs): Promise<number> {
    const { rowCount } = await this.client.query("DELETE FROM dataset WHERE purged OR deleted_at <= $1", [
      cutoffs.trash,
    ]);
    return rowCount ?? 0;
  }

  async readObjects(lineageId: string, hashes: readonly string[]): Promise<Map<string, Uint8Array>> {
    const { rows } = await this.client.query<{ sha256: Buffer; bytes: Buffer }>(
      "SELECT sha256, bytes FROM version_object WHERE lineage_id = $1 AND sha256 IN (SELECT decode(h, 'hex') FROM unnest($2::text[]) h)",
      [lineageId, hashes],
    );
    return new Map(rows.map((row) => [toHex(row.sha256), row.bytes]));
  }

  /** Removed snapshots past their grace; their states can only go after them. */
  async deleteRemovedSnapshots(lineageId: string, cutoffs: Cutoffs): Promise<number> {
    const { rowCount } = await this.client.query(
      "DELETE FROM snapshot s USING dataset d WHERE d.id = s.dataset_id AND d.lineage_id = $1 AND s.removed_at <= $2",
      [lineageId, cutoffs.removedSnapshots],
    );
    return rowCount ?? 0;
  }

  async deleteStatesExcept(lineageId: string, kept: readonly string[]): Promise<number> {
    const { rowCount } = await this.client.query("DELETE FROM state WHERE lineage_id = $1 AND id <> ALL($2::uuid[])", [
      lineageId,
      kept,
    ]);
    return rowCount ?? 0;
  }

  async deleteObjectsExcept(lineageId: string, kept: readonly string[]): Promise<{ count: number; bytes: number }> {
    const { rows } = await this.client.query<{ bytes: number }>(
      `WITH kept AS (SELECT decode(h, 'hex') AS sha256 FROM unnest($2::text[]) h), gone AS (
         DELETE FROM version_object o WHERE o.lineage_id = $1 AND NOT EXISTS (SELECT 1 FROM kept k WHERE k.sha256 = o.sha256) RETURNING length(o.bytes) AS bytes
       ) SELECT bytes FROM gone`,
      [lineageId, kept],
    );
    return { count: rows.length, bytes: rows.reduce((sum, row) => sum + row.bytes, 0) };
  }

  async listOldRevisions(lineageId: string, cutoffs: Cutoffs): Promise<number[]> {
    const { rows } = await this.client.query<{ revision_no: number }>(
      "SELECT revision_no FROM revision WHERE lineage_id = $1 AND created_at <= $2",
      [lineageId, cutoffs.youngest],
    );
    return rows.map((row) => row.revision_no);
  }

  async deleteRevisions(lineageId: string, revisions: readonly number[]): Promise<number> {
    const { rowCount } = await this.client.query(
      "DELETE FROM revision WHERE lineage_id = $1 AND revision_no = ANY($2::int[])",
      [lineageId, revisions],
    );
    return rowCount ?? 0;
  }

  /** Items of which no revision is left. */
  async deleteBareItems(lineageId: string, cutoffs: Cutoffs): Promise<number> {
    const { rowCount } = await this.client.query(
      `DELETE FROM item i WHERE i.lineage_id = $1 AND i.item_no <> ${NO_ITEM} AND i.created_at <= $2 AND NOT EXISTS (SELECT 1 FROM revision r WHERE r.lineage_id = i.lineage_id AND r.item_no = i.item_no)`,
      [lineageId, cutoffs.youngest],
    );
    return rowCount ?? 0;
  }

  /** Media that no revision of any lineage names, and that stand for no dataset. @returns their hashes */
  async deleteUnusedMedia(cutoffs: Cutoffs): Promise<string[]> {
    const { rows } = await this.client.query<{ sha256: Buffer }>(
      `WITH unused AS (SELECT sha256 FROM media m WHERE m.created_at <= $1 AND NOT EXISTS (SELECT 1 FROM revision r WHERE r.media_sha256 = m.sha256)
              AND NOT EXISTS (SELECT 1 FROM dataset d WHERE d.cover_sha256 = m.sha256)),
            readings AS (DELETE FROM media_reading WHERE media_sha256 IN (SELECT sha256 FROM unused))
       DELETE FROM media WHERE sha256 IN (SELECT sha256 FROM unused) RETURNING sha256`,
      [cutoffs.youngest],
    );
    return rows.map((row) => toHex(row.sha256));
  }

  /** Runs `work` under the blob's lock, telling it whether a media row names the content. */
  async withBlob<T>(sha256: string, work: (named: boolean) => Promise<T>): Promise<T> {
    await this.client.query("BEGIN");
    try {
      await this.client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`blob ${sha256}`]);
      const { rowCount } = await this.client.query("SELECT 1 FROM media WHERE sha256 = decode($1, 'hex')", [sha256]);
      const result = await work((rowCount ?? 0) > 0);
      await this.client.query("COMMIT");
      return result;
    } catch (error) {
      await this.rollback();
      throw error;
    }
  }

  /** Uploads that no task of the last day can still want. @returns their ids */
  async deleteOldUploads(cutoffs: Cutoffs): Promise<string[]> {
    const { rows } = await this.client.query<{ id: string }>(
      `DELETE FROM upload u WHERE u.created_at <= $1 AND NOT EXISTS (
         SELECT 1 FROM task t WHERE t.input->'source'->>'upload_id' = u.id::text AND (t.status IN ('INITIALIZING', 'RUNNING') OR t.end_time > $1)) RETURNING id`,
      [cutoffs.youngest],
    );
    return rows.map((row) => row.id);
  }
}
