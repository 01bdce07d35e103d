import "server-only";
import { db, fromHex } from "@/lib/db";
import { all, from, hex, hexes } from "@/lib/sql";
import { touchBlob } from "./blob-store";
import type { DecodedMedia } from "./decode";
import { INDEX_MODEL, INDEXER_VERSION, type MediaReading } from "./reading";

/** Whether this version of the indexer has read a file already. */
export async function isIndexed(sha256: string): Promise<boolean> {
  const media = await db.media.findUnique({ where: { sha256: fromHex(sha256) }, select: { indexerVersion: true } });
  if (!media || media.indexerVersion >= INDEXER_VERSION) return media !== null;
  return (await db.mediaReading.count({ where: { mediaSha256: fromHex(sha256), model: INDEX_MODEL } })) > 0;
}

/** Marks a file as wanted while nobody else, in any process, holds the lock of its content: the collector drops files under it. */
export const touchBlobUnderLock = (sha256: string): Promise<void> =>
  db.$transaction(async (tx) => {
    // By hand: a lock is no row of a table.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`blob ${sha256}`}, 0))`;
    await touchBlob(sha256);
  });

export interface NewMedia {
  readonly sha256: string;
  readonly size: number;
  /** CRC-32 as archives have it, eight hexadecimal digits. */
  readonly crc32: string;
  readonly media: DecodedMedia;
}

/** Records files and what was read off them; the first writer of a hash wins. Two statements for all: each commit costs an fsync. */
export async function insertMedia(rows: readonly NewMedia[]): Promise<void> {
  if (rows.length === 0) return;
  const column = <T>(read: (row: NewMedia) => T) => rows.map(read);
  // By hand: arrays keep one text for a batch of any length. `npm run bench:import` measures it.
  await db.$executeRaw`
    INSERT INTO media (sha256, kind, mime, size, width, height, duration_ms, taken_at, placeholder, orientation, crc32, stats, indexer_version)
    SELECT decode(sha256, 'hex'), kind::media_kind, mime, size, width, height, duration_ms, taken_at::timestamptz, decode(placeholder, 'base64'), orientation, decode(crc32, 'hex'), '{}', ${INDEXER_VERSION}
    FROM unnest(${column((row) => row.sha256)}::text[], ${column((row) => row.media.kind)}::text[], ${column((row) => row.media.mime)}::text[], ${column((row) => row.size)}::bigint[],
      ${column((row) => row.media.width)}::int[], ${column((row) => row.media.height)}::int[], ${column((row) => row.media.durationMs)}::int[],
      ${column((row) => row.media.takenAt?.toISOString() ?? null)}::text[], ${column((row) => (row.media.placeholder ? Buffer.from(row.media.placeholder).toString("base64") : null))}::text[],
      ${column((row) => row.media.orientation)}::smallint[], ${column((row) => row.crc32)}::text[])
      AS m (sha256, kind, mime, size, width, height, duration_ms, taken_at, placeholder, orientation, crc32)
    ORDER BY sha256
    ON CONFLICT DO NOTHING`;
  await insertIndexReadings(
    rows.flatMap(({ sha256, media }) => (media.reading ? [{ sha256, reading: media.reading }] : [])),
  );
}

export async function insertIndexReadings(
  rows: readonly { readonly sha256: string; readonly reading: MediaReading }[],
): Promise<void> {
  await insertReadings(
    INDEX_MODEL,
    rows.map(({ sha256, reading: { descriptor, ...result } }) => ({
      sha256,
      result,
      vector: new Uint8Array(descriptor.buffer, descriptor.byteOffset, descriptor.byteLength),
    })),
  );
}

export interface NewReading {
  readonly sha256: string;
  readonly result: unknown;
  readonly vector: Uint8Array | null;
}

/** Keeps what a model (named with its version) said of media; what is there already stays. */
export async function insertReadings(model: string, rows: readonly NewReading[]): Promise<void> {
  if (rows.length === 0) return;
  // By hand, as above.
  await db.$executeRaw`
    INSERT INTO media_reading (media_sha256, model, result, vector)
    SELECT decode(sha256, 'hex'), ${model}, result::jsonb, decode(vector, 'base64')
    FROM unnest(${rows.map((row) => row.sha256)}::text[], ${rows.map((row) => JSON.stringify(row.result))}::text[], ${rows.map((row) => (row.vector ? Buffer.from(row.vector).toString("base64") : null))}::text[])
      AS r (sha256, result, vector)
    ORDER BY sha256
    ON CONFLICT DO NOTHING`;
}

export interface ReadingRow<R> {
  readonly sha256: string;
  readonly result: R;
  readonly vector: Uint8Array | null;
}

/** What a model said of media, as far as it was asked. */
export async function findReadings<R>(model: string, hashes: readonly string[]): Promise<Map<string, ReadingRow<R>>> {
  const rows = await all(
    from
      .selectFrom("media_reading")
      .select(({ ref }) => [hex(ref("media_sha256")).as("sha256"), "result", "vector"])
      .where("model", "=", model)
      .where("media_sha256", "in", hexes(hashes)),
  );
  return new Map(rows.map((row) => [row.sha256, { ...row, result: row.result as R }]));
}

export async function findMedia(
  sha256: string,
): Promise<{ mime: string; kind: "image" | "video"; size: number } | null> {
  const row = await db.media.findUnique({
    where: { sha256: fromHex(sha256) },
    select: { mime: true, kind: true, size: true },
  });
  return row ? { mime: row.mime, kind: row.kind, size: Number(row.size) } : null;
}

export interface MediaSize {
  readonly kind: "image" | "video";
  readonly width: number | null;
  readonly height: number | null;
  /** How EXIF says that the stored picture is to be turned, 1–8; null where that is not known. */
  readonly orientation: number | null;
}

export async function findSizes(hashes: readonly string[]): Promise<Map<string, MediaSize>> {
  const rows = await all(
    from
      .selectFrom("media")
      .select(({ ref }) => [hex(ref("sha256")).as("sha256"), "kind", "width", "height", "orientation"])
      .where("sha256", "in", hexes(hashes)),
  );
  return new Map(rows.map(({ sha256, ...size }) => [sha256, size]));
}

/** Sizes and, as far as they are kept, checksums. @param model what read them off files that came before they were kept with them */
export async function findChecksums(
  hashes: readonly string[],
  model: string,
): Promise<{ sha256: string; size: number; crc32: number | null }[]> {
  const rows = await all(
    from
      .selectFrom("media as m")
      .leftJoin("media_reading as r", (join) => join.onRef("r.media_sha256", "=", "m.sha256").on("r.model", "=", model))
      .select(({ ref }) => [hex(ref("m.sha256")).as("sha256"), "m.size", "m.crc32", "r.result"])
      .where("m.sha256", "in", hexes(hashes)),
  );
  return rows.map(({ sha256, size, crc32, result }) => ({
    sha256,
    size: Number(size),
    crc32: crc32 ? Buffer.from(crc32).readUInt32BE() : ((result as { crc32: number } | null)?.crc32 ?? null),
  }));
}
