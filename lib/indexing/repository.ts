import "server-only";
import { INDEX_MODEL } from "@/lib/media/reading";
import type { MediaReading } from "@/lib/media/reading";
import { all, from, hex, ints, lit } from "@/lib/sql";

/** File revisions of items, of every version. */
const filesOf = (lineageId: string, itemNos: readonly number[]) =>
  from
    .selectFrom("revision as r")
    .where("r.lineage_id", "=", lineageId)
    .where("r.facet", "=", lit("file"))
    .where("r.item_no", "=", ints(itemNos))
    .select(["r.item_no", "r.revision_no"]);

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
): Promise<ItemReading[]> =>
  all(
    filesOf(lineageId, itemNos)
      .leftJoin("media_reading as d", (join) =>
        join.onRef("d.media_sha256", "=", "r.media_sha256").on("d.model", "=", model),
      )
      .select(({ ref }) => [
        hex(ref("r.media_sha256")).$castTo<string>().as("sha256"),
        ref("d.result").$castTo<ItemReading["result"]>().as("result"),
        "d.vector",
      ]),
  );

export interface ItemFile {
  readonly item_no: number;
  readonly revision_no: number;
  readonly sha256: string;
  readonly kind: "image" | "video";
  readonly width: number | null;
  readonly height: number | null;
}

/** Files of items, of every version: the caller keeps the visible revisions. */
export const findItemFiles = (lineageId: string, itemNos: readonly number[]): Promise<ItemFile[]> =>
  all(
    filesOf(lineageId, itemNos)
      .innerJoin("media as m", "m.sha256", "r.media_sha256")
      .select(({ ref }) => [hex(ref("m.sha256")).as("sha256"), "m.kind", "m.width", "m.height"]),
  );

/** Vectors that a model kept of items' files, of every version: the caller keeps the visible revisions. */
export const findItemVectors = (
  lineageId: string,
  model: string,
  itemNos: readonly number[],
): Promise<{ item_no: number; revision_no: number; vector: Uint8Array }[]> =>
  all(
    filesOf(lineageId, itemNos)
      .innerJoin("media_reading as d", (join) =>
        join.onRef("d.media_sha256", "=", "r.media_sha256").on("d.model", "=", model),
      )
      .where("d.vector", "is not", null)
      .select("d.vector")
      .$narrowType<{ vector: Uint8Array<ArrayBuffer> }>(),
  );
