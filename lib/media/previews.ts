/**
 * What the item view and models look at: at most 1280 px, upright, sRGB. An import leaves it out, because it would take longer
 * than all the rest; it is made when somebody first asks for it, and kept. An original that is no larger needs none.
 */
import "server-only";
import { availableParallelism } from "node:os";
import type { Metadata } from "sharp";
import { NotFoundError, OperationFailedError } from "@/lib/errors";
import { processWide } from "@/lib/process-wide";
import { blobPath, exists, putThumbnail, thumbnailPath } from "./blob-store";
import { openImage, PREVIEW, renderPreview, UnusableFileError } from "./decode";
import { findMedia } from "./repository";

export interface Preview {
  readonly file: string;
  readonly mime: string;
  /** The original is its own preview. */
  readonly isOriginal: boolean;
}

/** Formats that every browser shows, and as a still picture unless they have pages. */
const SHOWN = new Set(["image/jpeg", "image/png", "image/webp"]);
/** What previews of the largest size take: a larger file would take longer to arrive than one. */
const OWN_BYTES = 512 * 1024;

/** @throws NotFoundError for what has no picture or is gone, OperationFailedError for a file that cannot be decoded */
export async function previewOf(sha256: string): Promise<Preview> {
  const stored = { file: thumbnailPath(sha256, "large"), mime: "image/webp", isOriginal: false };
  if (await exists(stored.file)) return stored;
  const media = await findMedia(sha256);
  // A video's was made of its frame, where it has one.
  if (media?.kind !== "image") throw new NotFoundError("A preview");
  const file = blobPath(sha256);
  if (!(await exists(file))) throw new NotFoundError("File");
  const isOriginal = await onlyOnce(sha256, () => inTurn(() => makeUnlessOwn(sha256, file, media)));
  return isOriginal ? { file, mime: media.mime, isOriginal } : stored;
}

/** @returns whether the original is its own preview */
async function makeUnlessOwn(sha256: string, file: string, media: { mime: string; size: number }): Promise<boolean> {
  try {
    const image = await openImage({ file }, media.mime);
    if (SHOWN.has(media.mime) && media.size <= OWN_BYTES && isPlain(await image.metadata())) return true;
    await putThumbnail(sha256, "large", await renderPreview(image));
    return false;
  } catch (error) {
    if (!(error instanceof UnusableFileError)) throw error;
    throw new OperationFailedError(`No preview can be made of this file: it ${error.message}`);
  }
}

/** Pixels that look the same everywhere, and nothing beside them: a preview has never told where a picture was taken. */
function isPlain(header: Metadata): boolean {
  const { width, height, pages = 1, orientation = 1, space, depth } = header;
  const says = [header.exif, header.xmp, header.iptc, header.icc, header.comments];
  return (
    Math.max(width, height) <= PREVIEW.side &&
    pages === 1 &&
    orientation === 1 &&
    (space === "srgb" || space === "b-w") &&
    depth === "uchar" &&
    says.every((value) => value === undefined)
  );
}

const flights = (): Map<string, Promise<boolean>> => processWide("previews", () => new Map());

/** Who asks for what is being made waits for it. Two processes make it twice, and the store takes either. */
function onlyOnce(sha256: string, make: () => Promise<boolean>): Promise<boolean> {
  const underWay = flights().get(sha256);
  if (underWay) return underWay;
  const flight = make().finally(() => flights().delete(sha256));
  flights().set(sha256, flight);
  return flight;
}

const turns = () =>
  processWide("preview turns", () => ({ free: availableParallelism(), waiting: [] as (() => void)[] }));

/** One for each core at a time: each also takes a thread that reading files waits for. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const lanes = turns();
  if (lanes.free > 0) lanes.free -= 1;
  else await new Promise<void>((go) => lanes.waiting.push(go));
  try {
    return await work();
  } finally {
    const next = lanes.waiting.shift();
    if (next) next();
    else lanes.free += 1;
  }
}
