import "server-only";
import { db } from "@/lib/db";
import { INDEX_MODEL } from "@/lib/media/reading";
import type { MediaReading } from "@/lib/media/reading";

export interface ItemReading {
  readonly item_no: number;
  readonly revision_no: number;
  readonly sha256: string;
  /** Null when this version of the indexer has not read the file yet. */
  readonly result: Omit<MediaReading, "descriptor"> | null;
  readonly vector: Uint8Array | null;
}

/** What a model, by default the index, knows of items' files, of every version: the caller keeps the visible revisions. */
export const findItemReadings = (
  lineageId: string,
  itemNos: readonly number[],
  model: string = INDEX_MODEL,
): Promise<ItemReading[]> => db.$queryRaw`
  SELECT r.item_no, r.revision_no, encode(r.media_sha256, 'hex') AS sha256, d.result, d.vector
  FROM revision r LEFT JOIN media_reading d ON d.media_sha256 = r.media_sha256 AND d.model = ${model}
  WHERE r.lineage_id = ${lineageId}::uuid AND r.facet = 'file' AND r.item_no = ANY(${[...itemNos]}::int[])`;

export interface ItemFile {
  readonly item_no: number;
  readonly revision_no: number;
  readonly sha256: string;
  readonly kind: "image" | "video";
  readonly width: number | null;
  readonly height: number | null;
}

/** Files of items, of every version: the caller keeps the visible revisions. */
export const findItemFiles = (lineageId: string, itemNos: readonly number[]): Promise<ItemFile[]> => db.$queryRaw`
  SELECT r.item_no, r.revision_no, encode(r.media_sha256, 'hex') AS sha256, m.kind::text AS kind, m.width, m.height
  FROM revision r JOIN media m ON m.sha256 = r.media_sha256
  WHERE r.lineage_id = ${lineageId}::uuid AND r.facet = 'file' AND r.item_no = ANY(${[...itemNos]}::int[])`;

/** Vectors that a model kept of items' files, of every version: the caller keeps the visible revisions. */
export const findItemVectors = (
  lineageId: string,
  model: string,
  itemNos: readonly number[],
): Promise<{ item_no: number; revision_no: number; vector: Uint8Array }[]> => db.$queryRaw`
  SELECT r.item_no, r.revision_no, d.vector FROM revision r JOIN media_reading d ON d.media_sha256 = r.media_sha256 AND d.model = ${model} AND d.vector IS NOT NULL
  WHERE r.lineage_id = ${lineageId}::uuid AND r.facet = 'file' AND r.item_no = ANY(${[...itemNos]}::int[])`;
