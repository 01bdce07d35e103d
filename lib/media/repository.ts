import { db, fromHex, toHex, transaction } from "@/lib/db";
import type { DecodedMedia } from "./decode";

export async function isIndexed(sha256: string, version: number): Promise<boolean> {
  return (await db.media.count({ where: { sha256: fromHex(sha256), indexerVersion: { gte: version } } })) > 0;
}

/** Runs `work` while nobody else, in any process, holds the lock of this content. */
export const withBlobLock = <T>(sha256: string, work: () => Promise<T>): Promise<T> =>
  transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`blob ${sha256}`}, 0))`;
    return work();
  });

export interface NewMedia {
  readonly sha256: string;
  readonly size: number;
  readonly media: DecodedMedia;
}

/** Records what was read off files; the first writer of a hash wins. One statement for all: each commit costs an fsync. */
export async function insertMedia(rows: readonly NewMedia[], version: number): Promise<void> {
  if (rows.length === 0) return;
  const column = <T>(read: (row: NewMedia) => T) => rows.map(read);
  await db.$executeRaw`
    INSERT INTO media (sha256, kind, mime, size, width, height, duration_ms, taken_at, placeholder, stats, indexer_version)
    SELECT decode(sha256, 'hex'), kind::media_kind, mime, size, width, height, duration_ms, taken_at::timestamptz, decode(placeholder, 'base64'), stats::jsonb, ${version}
    FROM unnest(${column((row) => row.sha256)}::text[], ${column((row) => row.media.kind)}::text[], ${column((row) => row.media.mime)}::text[], ${column((row) => row.size)}::bigint[],
      ${column((row) => row.media.width)}::int[], ${column((row) => row.media.height)}::int[], ${column((row) => row.media.durationMs)}::int[],
      ${column((row) => row.media.takenAt?.toISOString() ?? null)}::text[], ${column((row) => (row.media.placeholder ? Buffer.from(row.media.placeholder).toString("base64") : null))}::text[],
      ${column((row) => JSON.stringify(row.media.stats))}::text[])
      AS m (sha256, kind, mime, size, width, height, duration_ms, taken_at, placeholder, stats)
    ORDER BY sha256
    ON CONFLICT DO NOTHING`;
}

export async function findMedia(sha256: string): Promise<{ mime: string; kind: "image" | "video"; size: number } | null> {
  const row = await db.media.findUnique({ where: { sha256: fromHex(sha256) }, select: { mime: true, kind: true, size: true } });
  return row ? { mime: row.mime, kind: row.kind, size: Number(row.size) } : null;
}

export async function findKinds(hashes: readonly string[]): Promise<Map<string, "image" | "video">> {
  const rows = await db.media.findMany({ where: { sha256: { in: hashes.map(fromHex) } }, select: { sha256: true, kind: true } });
  return new Map(rows.map((row) => [toHex(row.sha256), row.kind]));
}
