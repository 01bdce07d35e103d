/** What a model says of one file, whichever model it is: kept by content and model version. */

export interface Scored {
  readonly value: string;
  /** 0–1. */
  readonly confidence: number;
}

export interface DetectedBox {
  readonly label: string;
  readonly confidence: number;
  /** Shares of the picture's width and height from its top left, 0–1. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface EnrichmentReading {
  readonly tags?: readonly Scored[];
  readonly labels?: readonly Scored[];
  readonly caption?: string;
  readonly boxes?: readonly DetectedBox[];
  /** Typed values, by field. */
  readonly metadata?: Readonly<Record<string, string | number>>;
}

export interface MediaFile {
  readonly sha256: string;
  readonly kind: "image" | "video";
  /** The original in the blob store. */
  readonly original: string;
  /** At most 320 px, upright, sRGB; missing for a video that gave no frame. */
  readonly thumbnail: string;
  /** A file of at most 1280 px, upright, sRGB, made when it is first asked for. @throws where there is no picture */
  preview(): Promise<string>;
}

/** A model, ready to read files. */
export interface Reader {
  /** Names model and version: results are kept under it. */
  readonly key: string;
  /** Of the model's files, or of the code of one that has none. */
  readonly version: string;
  /** How many files it takes side by side; learned models use all cores for one. */
  readonly lanes: number;
  /** @throws when this file cannot be read; the run goes on with the others */
  read(file: MediaFile): Promise<EnrichmentReading & { readonly vector?: Int8Array }>;
}
