/** What the indexer measures on a file; apart from the decoders, which the web process does without. */

/** Raise it when what is read off a file changes: a re-index then reads files again that an older version read. */
export const INDEXER_VERSION = 2;
/** What the index reads off media is kept under this name. */
export const INDEX_MODEL = `index@${INDEXER_VERSION}`;

/** What is measured on the pixels. */
export interface MediaReading {
  /** Of the grey values, 0–255, with the longer side scaled to at most 640 px. */
  readonly mean: number;
  /** Standard deviation of the same: contrast. */
  readonly deviation: number;
  /** Variance of the Laplacian of the same. */
  readonly sharpness: number;
  readonly mean_rgb: readonly [number, number, number];
  /** 64-bit perceptual hash in hex. */
  readonly phash: string;
  readonly descriptor: Int8Array;
}
