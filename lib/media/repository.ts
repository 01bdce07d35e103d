import { db, fromHex, toHex } from "@/lib/db";
import type { DecodedMedia } from "./decode";

export async function isIndexed(sha256: string, version: number): Promise<boolean> {
  return (await db.media.count({ where: { sha256: fromHex(sha256), indexerVersion: { gte: version } } })) > 0;
}

/** Records what was read off a file; the first writer of a hash wins. */
export async function insertMedia(sha256: string, size: number, media: DecodedMedia, version: number): Promise<void> {
  await db.$executeRaw`
    INSERT INTO media (sha256, kind, mime, size, width, height, duration_ms, taken_at, placeholder, stats, indexer_version)
    VALUES (${fromHex(sha256)}, ${media.kind}::media_kind, ${media.mime}, ${size}, ${media.width}, ${media.height}, ${media.durationMs}, ${media.takenAt},
      ${media.placeholder}, ${JSON.stringify(media.stats)}::jsonb, ${version})
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
