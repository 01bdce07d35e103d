/** Models that need no weights: what the pixels and the camera say. */
import { availableParallelism } from "node:os";
import sharp from "sharp";
import { readExif } from "@/lib/media/exif";
import { shortened } from "@/lib/text";
import { colourTags } from "./colours";
import type { EnrichmentReading, Reader } from "./reading";

const COLOUR_SIDE = 160;

export const colourReader: Reader = {
  key: "colour-composition@1",
  version: "1",
  lanes: availableParallelism(),
  async read({ thumbnail }) {
    const { data, info } = await sharp(thumbnail)
      .resize({ width: COLOUR_SIDE, height: COLOUR_SIDE, fit: "inside" })
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { tags: colourTags({ data, width: info.width, height: info.height, channels: info.channels }) };
  },
};

interface ExifTags {
  readonly Make?: string;
  readonly Model?: string;
  readonly LensModel?: string;
  readonly ISO?: number;
  readonly FNumber?: number;
  readonly ExposureTime?: number;
  readonly FocalLength?: number;
  readonly Flash?: string | number;
  readonly DateTimeOriginal?: Date;
  readonly latitude?: number;
  readonly longitude?: number;
}

const text = (value: unknown): string | null =>
  typeof value === "string" && value.replace(/\0/g, "").trim() !== ""
    ? shortened(value.replace(/\0/g, "").trim(), 255)
    : null;
const number = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) ? value : null);

/** Names of the metadata fields that EXIF fills, with their types. */
export const EXIF_FIELDS = {
  camera: "string",
  lens: "string",
  iso: "float",
  aperture: "float",
  "exposure time": "float",
  "focal length": "float",
  taken: "datetime",
  latitude: "float",
  longitude: "float",
} as const;

function fromExif(tags: ExifTags): EnrichmentReading {
  const make = text(tags.Make);
  const model = text(tags.Model);
  // Many makers write their name into the model too.
  const camera =
    make && model && !model.toLowerCase().startsWith(make.toLowerCase()) ? `${make} ${model}` : (model ?? make);
  const taken =
    tags.DateTimeOriginal instanceof Date && Number.isFinite(tags.DateTimeOriginal.getTime())
      ? tags.DateTimeOriginal.toISOString()
      : null;
  const values: Record<keyof typeof EXIF_FIELDS, string | number | null> = {
    camera,
    lens: text(tags.LensModel),
    iso: number(tags.ISO),
    aperture: number(tags.FNumber),
    "exposure time": number(tags.ExposureTime),
    "focal length": number(tags.FocalLength),
    taken,
    latitude: number(tags.latitude),
    longitude: number(tags.longitude),
  };
  const flash = typeof tags.Flash === "number" ? (tags.Flash & 1) === 1 : /^flash fired/i.test(tags.Flash ?? "");
  const found = [
    flash ? "flash" : null,
    values.latitude !== null && values.longitude !== null ? "geotagged" : null,
    (number(tags.ISO) ?? 0) >= 1600 ? "high iso" : null,
  ].filter((tag) => tag !== null);
  return {
    tags: found.map((value) => ({ value, confidence: 1 })),
    metadata: Object.fromEntries(
      Object.entries(values).filter((entry): entry is [string, string | number] => entry[1] !== null),
    ),
  };
}

export const exifReader: Reader = {
  key: "exif@1",
  version: "1",
  lanes: 4,
  async read({ original, kind }) {
    if (kind === "video") return {};
    const tags = (await readExif(original, { tiff: true, exif: true, gps: true })) as ExifTags | null;
    return tags ? fromExif(tags) : {};
  },
};
