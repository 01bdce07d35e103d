import "server-only";
import { db, Prisma } from "@/lib/db";
import { unpackFloats, unpackIntegers } from "@/lib/packed";
import { INDEX_MODEL } from "@/lib/media/reading";
import { OBJECT_TYPES } from "@/lib/objects/model";
import type { Portion } from "./portions";
import type { TextRow } from "./text-index";
import type { RevisionSource } from "./value-source";

const READ_BATCH = 100_000;

/** Where a text is kept: the name of a file, a caption, or a metadata field. */
export type TextSource =
  { readonly facet: "file" | "caption" } | { readonly facet: "metadata"; readonly field: string };

/** Names, captions, or the texts of a metadata field, of revisions; a list of values is one text, a line each. */
export async function findTexts(
  lineageId: string,
  source: TextSource,
  revisions: readonly number[],
): Promise<TextRow[]> {
  let text = source.facet === "file" ? Prisma.sql`payload->>'name'` : Prisma.sql`payload->>'text'`;
  if (source.facet === "metadata") {
    const value = Prisma.sql`payload->${source.field}::text`;
    text = Prisma.sql`coalesce(CASE WHEN jsonb_typeof(${value}) = 'array' THEN (SELECT string_agg(v, E'\n') FROM jsonb_array_elements_text(${value}) AS v) ELSE ${value} #>> '{}' END, '')`;
  }
  // By hand: all captions of a dataset. Bench: before `search-text`, 2.5 s for a million of them.
  const rows: TextRow[] = [];
  for (let start = 0; start < revisions.length; start += READ_BATCH) {
    const batch = await db.$queryRaw<
      TextRow[]
    >`SELECT item_no, revision_no, ${text} AS text FROM revision WHERE lineage_id = ${lineageId}::uuid AND revision_no = ANY(${revisions.slice(start, start + READ_BATCH)}::int[])`;
    for (const row of batch) rows.push(row);
  }
  return rows;
}

/** Revisions called r that are in a portion. */
const among = (portion: Portion): Prisma.Sql =>
  "numbers" in portion
    ? Prisma.sql`r.revision_no = ANY(${[...portion.numbers]}::int[])`
    : Prisma.sql`r.revision_no BETWEEN ${portion.from}::int AND ${portion.to}::int`;

const FILE_VALUES: Record<Extract<RevisionSource, { of: "file" }>["field"], Prisma.Sql> = {
  size: Prisma.sql`m.size::float8`,
  duration: Prisma.sql`m.duration_ms::float8`,
  taken: Prisma.sql`extract(epoch FROM m.taken_at)::float8 * 1000`,
};

/** Where the numbers of a source come from, beside the revision, and how one of them is told. */
function valueOf(source: RevisionSource): { value: Prisma.Sql; from: Prisma.Sql; has: Prisma.Sql } {
  switch (source.of) {
    case "file":
      return {
        value: FILE_VALUES[source.field],
        from: Prisma.sql`JOIN media m ON m.sha256 = r.media_sha256`,
        has: Prisma.empty,
      };
    case "metadata": {
      const { field, type } = source;
      return {
        // Metadata that was written before its field had a type may hold anything: what does not fit has no value.
        value:
          type === "float"
            ? Prisma.sql`CASE WHEN jsonb_typeof(v) = 'number' THEN (v #>> '{}')::float8 END`
            : Prisma.sql`CASE WHEN v #>> '{}' ~ '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$' THEN extract(epoch FROM (v #>> '{}')::timestamptz)::float8 * 1000 END`,
        from: Prisma.sql`CROSS JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof(r.payload->${field}::text) = 'array' THEN r.payload->${field}::text ELSE jsonb_build_array(r.payload->${field}::text) END) AS v`,
        has: Prisma.sql`AND r.payload ? ${field}::text`,
      };
    }
  }
}

/** Numbers that revisions have, packed: in each list one for each revision, of the item that it belongs to. */
export interface RevisionColumns {
  readonly revisions: Uint32Array;
  readonly items: Uint32Array;
  readonly columns: Float64Array[];
}

/** Numbers of revisions. Those without a value are absent. */
export async function findValues(
  lineageId: string,
  source: RevisionSource,
  portion: Portion,
): Promise<RevisionColumns> {
  const { value, from, has } = valueOf(source);
  const facet = source.of === "metadata" ? "metadata" : "file";
  // By hand, packed: all file sizes of a million items take 0.9 s until the page shows them (`bench:browser`).
  const rows = await db.$queryRaw<
    { revisions: Uint8Array | null; items: Uint8Array | null; values: Uint8Array | null }[]
  >`
    SELECT string_agg(int4send(revision_no), ''::bytea) AS revisions, string_agg(int4send(item_no), ''::bytea) AS items, string_agg(float8send(value), ''::bytea) AS values
    FROM (SELECT r.revision_no, r.item_no, ${value} AS value FROM revision r ${from} WHERE r.lineage_id = ${lineageId}::uuid AND r.facet = ${facet}::facet ${has} AND ${among(portion)}) AS found
    WHERE value IS NOT NULL`;
  const row = rows[0]!;
  return {
    revisions: unpackIntegers(row.revisions),
    items: unpackIntegers(row.items),
    columns: [unpackFloats(row.values)],
  };
}

/** Widths and heights of files. A file that has one of them only, as a video may, has 0 for the other one. */
export async function findDimensions(lineageId: string, portion: Portion): Promise<RevisionColumns> {
  // By hand, packed: one pass over all files of a version. Bench: `statistics-first`.
  const rows = await db.$queryRaw<Record<"revisions" | "items" | "widths" | "heights", Uint8Array | null>[]>`
    SELECT string_agg(int4send(r.revision_no), ''::bytea) AS revisions, string_agg(int4send(r.item_no), ''::bytea) AS items,
      string_agg(int4send(coalesce(m.width, 0)), ''::bytea) AS widths, string_agg(int4send(coalesce(m.height, 0)), ''::bytea) AS heights
    FROM revision r JOIN media m ON m.sha256 = r.media_sha256
    WHERE r.lineage_id = ${lineageId}::uuid AND r.facet = 'file' AND ${among(portion)} AND (m.width IS NOT NULL OR m.height IS NOT NULL)`;
  const row = rows[0]!;
  return {
    revisions: unpackIntegers(row.revisions),
    items: unpackIntegers(row.items),
    columns: [Float64Array.from(unpackIntegers(row.widths)), Float64Array.from(unpackIntegers(row.heights))],
  };
}

/** What the present version of the indexer read off files: brightness and sharpness. */
export async function findReadings(lineageId: string, portion: Portion): Promise<RevisionColumns> {
  // By hand, packed: one pass over all readings of a version. Bench: `statistics-first`.
  const rows = await db.$queryRaw<Record<"revisions" | "items" | "brightness" | "sharpness", Uint8Array | null>[]>`
    SELECT string_agg(int4send(r.revision_no), ''::bytea) AS revisions, string_agg(int4send(r.item_no), ''::bytea) AS items,
      string_agg(float8send((d.result->>'mean')::float8), ''::bytea) AS brightness, string_agg(float8send((d.result->>'sharpness')::float8), ''::bytea) AS sharpness
    FROM revision r JOIN media_reading d ON d.media_sha256 = r.media_sha256 AND d.model = ${INDEX_MODEL}
    WHERE r.lineage_id = ${lineageId}::uuid AND r.facet = 'file' AND ${among(portion)} AND d.result->>'mean' IS NOT NULL AND d.result->>'sharpness' IS NOT NULL`;
  const row = rows[0]!;
  return {
    revisions: unpackIntegers(row.revisions),
    items: unpackIntegers(row.items),
    columns: [unpackFloats(row.brightness), unpackFloats(row.sharpness)],
  };
}

/** The folders of a lineage's files, of every version, with their items and revisions. */
export async function findFolders(
  lineageId: string,
): Promise<{ folder: string; items: Uint32Array; revisions: Uint32Array }[]> {
  // By hand, packed: the folders of a million items take 1.9 s until the page shows them (`bench:browser`).
  const rows = await db.$queryRaw<{ folder: string; items: Uint8Array; revisions: Uint8Array }[]>`
    SELECT folder, string_agg(int4send(item_no), ''::bytea) AS items, string_agg(int4send(revision_no), ''::bytea) AS revisions
    FROM (
      SELECT item_no, revision_no, CASE WHEN strpos(path, '/') = 0 THEN '' ELSE left(path, length(path) - strpos(reverse(path), '/')) END AS folder
      FROM (SELECT item_no, revision_no, payload->>'path' AS path FROM revision WHERE lineage_id = ${lineageId}::uuid AND facet = 'file') AS files
    ) AS placed GROUP BY folder`;
  return rows.map((row) => ({
    folder: row.folder,
    items: unpackIntegers(row.items),
    revisions: unpackIntegers(row.revisions),
  }));
}

/** Objects with the same label and the same kinds of geometry: one number for each of them, in the order of the rows. */
export interface ObjectGroup {
  readonly label: string;
  /** A bit for each of `OBJECT_TYPES`; `box` is for those whose main kind it is. */
  readonly kinds: number;
  readonly revisions: Uint32Array;
  readonly items: Uint32Array;
}

const KINDS = Prisma.join(
  OBJECT_TYPES.map((type, bit) => {
    const isOfKind = type === "box" ? Prisma.sql`coalesce(o->>'type', 'box') = 'box'` : Prisma.sql`o ? ${type}::text`;
    // All in parentheses: these operators bind alike.
    return Prisma.sql`((${isOfKind})::int << ${bit}::int)`;
  }),
  " | ",
);

/** The objects of revisions by label and kinds of geometry. */
export async function findObjectGroups(lineageId: string, portion: Portion): Promise<ObjectGroup[]> {
  // By hand, packed: one pass over all objects of a version. Bench: before `search-object`.
  const rows = await db.$queryRaw<{ label: string; kinds: number; revisions: Uint8Array; items: Uint8Array }[]>`
    SELECT label, kinds, string_agg(int4send(revision_no), ''::bytea) AS revisions, string_agg(int4send(item_no), ''::bytea) AS items
    FROM (
      SELECT r.revision_no, r.item_no, o->>'label' AS label, ${KINDS} AS kinds
      FROM revision r CROSS JOIN LATERAL jsonb_array_elements(r.payload) AS o
      WHERE r.lineage_id = ${lineageId}::uuid AND r.facet = 'objects' AND ${among(portion)}
    ) AS objects GROUP BY label, kinds`;
  return rows.map((row) => ({
    label: row.label,
    kinds: row.kinds,
    revisions: unpackIntegers(row.revisions),
    items: unpackIntegers(row.items),
  }));
}

/** The attributes of objects, a list of them for each revision; revisions without any are absent. */
export const findAttributes = (
  lineageId: string,
  revisions: readonly number[],
): Promise<{ item_no: number; revision_no: number; attributes: unknown[] }[]> =>
  // By hand: a JSON path, which is evaluated once (hence the OFFSET). Bench: before `search-attribute`.
  db.$queryRaw`
    SELECT item_no, revision_no, attributes FROM (
      SELECT item_no, revision_no, jsonb_path_query_array(payload, '$[*].attributes') AS attributes FROM revision
      WHERE lineage_id = ${lineageId}::uuid AND revision_no = ANY(${[...revisions]}::int[]) OFFSET 0
    ) AS found WHERE attributes <> '[]'`;

/** Revisions and items of the same file, which may be of different versions. */
export interface SharedFile {
  readonly revisions: Uint32Array;
  readonly items: Uint32Array;
}

/** Files are asked for by how their hash begins: in so many portions. */
export const HASH_PORTIONS = 16;

/** Files that several revisions of a lineage have, in any version. @param portion from 0 to `HASH_PORTIONS` − 1 */
export async function findSharedFiles(lineageId: string, portion: number): Promise<SharedFile[]> {
  const [from, to] = [portion * (256 / HASH_PORTIONS), (portion + 1) * (256 / HASH_PORTIONS)];
  const starts = Prisma.sql`media_sha256 >= ${Buffer.of(from)} ${to < 256 ? Prisma.sql`AND media_sha256 < ${Buffer.of(to)}` : Prisma.empty}`;
  // By hand, packed: which files are shared is told by the index alone. Bench: `statistics-first`.
  return filesOf(
    await db.$queryRaw<PackedFiles>`
    SELECT string_agg(int4send(revision_no), ''::bytea ORDER BY media_sha256) AS revisions, string_agg(int4send(item_no), ''::bytea ORDER BY media_sha256) AS items,
      string_agg(int4send(file::int), ''::bytea ORDER BY media_sha256) AS files
    FROM (
      SELECT r.revision_no, r.item_no, r.media_sha256, dense_rank() OVER (ORDER BY r.media_sha256) AS file
      FROM revision r JOIN (
        SELECT media_sha256 FROM revision WHERE lineage_id = ${lineageId}::uuid AND media_sha256 IS NOT NULL AND ${starts} GROUP BY media_sha256 HAVING count(*) > 1
      ) AS shared USING (media_sha256) WHERE r.lineage_id = ${lineageId}::uuid
    ) AS found`,
  );
}

/** The files of some revisions, each with all revisions of the lineage that have it. */
export const findFilesShared = async (lineageId: string, portion: Portion): Promise<SharedFile[]> =>
  filesOf(
    // By hand, packed: a file may be there a thousand times. Bench: `statistics-edited`.
    await db.$queryRaw<PackedFiles>`
    SELECT string_agg(int4send(revision_no), ''::bytea ORDER BY media_sha256) AS revisions, string_agg(int4send(item_no), ''::bytea ORDER BY media_sha256) AS items,
      string_agg(int4send(file::int), ''::bytea ORDER BY media_sha256) AS files
    FROM (
      SELECT s.revision_no, s.item_no, s.media_sha256, dense_rank() OVER (ORDER BY s.media_sha256) AS file
      FROM (SELECT DISTINCT r.media_sha256 FROM revision r WHERE r.lineage_id = ${lineageId}::uuid AND r.facet = 'file' AND ${among(portion)}) AS asked
      JOIN revision s ON s.lineage_id = ${lineageId}::uuid AND s.media_sha256 = asked.media_sha256
    ) AS found`,
  );

type PackedFiles = Record<"revisions" | "items" | "files", Uint8Array | null>[];

/** Consecutive rows with the same number are of the same file. */
function filesOf(rows: PackedFiles): SharedFile[] {
  const [revisions, items, files] = [
    unpackIntegers(rows[0]!.revisions),
    unpackIntegers(rows[0]!.items),
    unpackIntegers(rows[0]!.files),
  ];
  const found: SharedFile[] = [];
  for (let start = 0; start < files.length;) {
    let end = start + 1;
    while (end < files.length && files[end] === files[start]) end += 1;
    found.push({ revisions: revisions.subarray(start, end), items: items.subarray(start, end) });
    start = end;
  }
  return found;
}

/** The state of a snapshot that a search names, which was not removed; `current` is the Current Version. */
export async function findSnapshotState(datasetId: string, named: string): Promise<string | null> {
  const id = named === "current" ? Prisma.sql`d.current_snapshot_id` : Prisma.sql`${named}::uuid`;
  const rows = await db.$queryRaw<{ state_id: string }[]>`
    SELECT s.state_id FROM snapshot s JOIN dataset d ON d.id = s.dataset_id WHERE d.id = ${datasetId}::uuid AND s.id = ${id} AND s.removed_at IS NULL`;
  return rows[0]?.state_id ?? null;
}
