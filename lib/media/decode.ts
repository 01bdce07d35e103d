/** Reads one file: what it is, its size, its thumbnail and statistics, from a single decode. */
import "server-only";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { fileTypeFromBuffer, fileTypeFromFile } from "file-type";
import sharp, { type Sharp } from "sharp";
import { rgbaToThumbHash } from "thumbhash";
import { isMissingFile, isSystemError } from "@/lib/errors";
import { exists } from "./blob-store";
import { decodeBmp, readBmpSize } from "./bmp";
import { readTimeTaken } from "./exif";
import type { MediaReading } from "./reading";
import {
  describePixels,
  greyOf,
  perceptualHash,
  sharpnessOf,
  shrinkToRgba,
  spreadOf,
  SQUARE,
  type Raster,
} from "./pixels";

// Files are decoded side by side, one per core; threads inside one decode would only compete with that.
sharp.concurrency(1);
sharp.cache(false);

export const MIN_SIDE_PX = 10;
/** Longer side in pixels. A thumbnail fills a grid tile on a dense screen, a preview a laptop's window. */
export const THUMBNAIL = { side: 320, quality: 75 } as const;
export const PREVIEW = { side: 1280, quality: 80 } as const;
/** ThumbHash keeps some 30 bytes of any picture; its cost grows with the pixels it looks at. */
const PLACEHOLDER_SIDE = 32;
/** libwebp's effort 0–6: 2 is three times as fast as the default 4 for files some 3 % larger. */
export const WEBP_EFFORT = 2;

const IMAGES = new Set([
  "image/jpeg",
  "image/png",
  "image/apng",
  "image/webp",
  "image/gif",
  "image/tiff",
  "image/avif",
  "image/bmp",
]);
const VIDEOS = new Set(["video/mp4", "video/webm", "video/quicktime", "video/x-m4v"]);

/** A file that cannot become an item; the text tells its owner why. */
export class UnusableFileError extends Error {}

/** The texts of decoders name files of the server and parts of libraries; they are the cause, for a log. */
function undecodable(cause: unknown): UnusableFileError {
  const why = /pixel limit/i.test((cause as Error).message)
    ? "it exceeds the pixel limit"
    : "it is damaged, or is not what it seems to be";
  return new UnusableFileError(`cannot be decoded: ${why}`, { cause });
}

export interface DecodedMedia {
  readonly kind: "image" | "video";
  readonly mime: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly durationMs: number | null;
  /** How EXIF says that the stored picture is to be turned, 1–8; null for a video. */
  readonly orientation: number | null;
  readonly takenAt: Date | null;
  /** ThumbHash bytes: what a tile shows before its thumbnail is there. Null where there is no picture, or none was asked for. */
  readonly placeholder: Uint8Array<ArrayBuffer> | null;
  /** Null for a video that gave no frame. */
  readonly reading: MediaReading | null;
  /** Null where there is no picture, or none was asked for. */
  readonly thumbnail: Uint8Array | null;
  /** Of a video, with its thumbnail: taking its frame again would cost more. That of an image is made when somebody looks. */
  readonly preview: Uint8Array | null;
}

export interface DecodeOptions {
  /** False where it is there already. */
  readonly thumbnail?: boolean;
  /** Whether to make a placeholder; unless told, where a thumbnail is made. */
  readonly placeholder?: boolean;
}

export type MediaSource = { readonly buffer: Uint8Array } | { readonly file: string };

/** @throws UnusableFileError */
export async function decodeMedia(source: MediaSource, options: DecodeOptions = {}): Promise<DecodedMedia> {
  const type = "buffer" in source ? await fileTypeFromBuffer(source.buffer) : await fileTypeFromFile(source.file);
  if (!type) throw new UnusableFileError("not an image or a video");
  if (IMAGES.has(type.mime)) return decodeImage(source, type.mime, options);
  if (VIDEOS.has(type.mime)) return decodeVideo(source, type.mime, options);
  throw new UnusableFileError(`files of type ${type.mime} are not supported`);
}

export type MeasuredMedia = Pick<DecodedMedia, "width" | "height" | "orientation">;

/** The size of an image or a video, without decoding an image: what is damaged behind its header is not found. @throws UnusableFileError */
export async function measureMedia(file: string): Promise<MeasuredMedia> {
  const type = await fileTypeFromFile(file);
  if (!type) throw new UnusableFileError("not an image or a video");
  if (VIDEOS.has(type.mime))
    return withFrame({ file }, async ({ size }) => ({ ...size, orientation: null }), UNMEASURED);
  if (!IMAGES.has(type.mime)) throw new UnusableFileError(`files of type ${type.mime} are not supported`);
  try {
    const { width, height, header } = await openUsable({ file }, type.mime);
    return { width, height, orientation: header.orientation ?? 1 };
  } catch (error) {
    if (error instanceof UnusableFileError || isSystemError(error)) throw error;
    throw undecodable(error);
  }
}

const UNMEASURED: MeasuredMedia = { width: null, height: null, orientation: null };

/** An image whose header says that it can be used. @throws UnusableFileError */
async function openUsable(source: MediaSource, mime: string) {
  const image = await openImage(source, mime);
  const header = await image.metadata();
  const { width, height } = header.autoOrient ?? header;
  if (!width || !height) throw new UnusableFileError("its size cannot be read");
  if (Math.min(width, height) < MIN_SIDE_PX)
    throw new UnusableFileError(`${width} × ${height} is smaller than ${MIN_SIDE_PX} pixels on a side`);
  return { image, header, width, height };
}

async function decodeImage(source: MediaSource, mime: string, options: DecodeOptions): Promise<DecodedMedia> {
  try {
    const { image, header, width, height } = await openUsable(source, mime);
    const derived = await derive(image, options);
    return {
      kind: "image",
      mime,
      width,
      height,
      durationMs: null,
      orientation: header.orientation ?? 1,
      takenAt: header.exif ? await readTimeTaken("buffer" in source ? source.buffer : source.file) : null,
      preview: null,
      ...derived,
    };
  } catch (error) {
    if (error instanceof UnusableFileError || isSystemError(error)) throw error;
    throw undecodable(error);
  }
}

/** An image that is read when something is asked of it. */
export async function openImage(source: MediaSource, mime: string): Promise<Sharp> {
  return mime === "image/bmp"
    ? openBmp(source)
    : sharp("buffer" in source ? source.buffer : source.file, { failOn: "error" });
}

async function openBmp(source: MediaSource): Promise<Sharp> {
  const bytes = Buffer.from("buffer" in source ? source.buffer : await readFile(source.file));
  const { width, height } = readBmpSize(bytes);
  // The same limit as sharp's own, checked before memory is taken.
  if (width * height > 0x3fff * 0x3fff) throw new UnusableFileError("cannot be decoded: it exceeds the pixel limit");
  const { data, isOpaque } = decodeBmp(bytes);
  const image = sharp(data, { raw: { width, height, channels: 4 } });
  return isOpaque ? image.removeAlpha() : image;
}

/** Longer side of the grey image that quality is judged on, as the thresholds presume. */
const QUALITY_SIDE = 640;

const inside = (side: number) => ({ width: side, height: side, fit: "inside" as const, withoutEnlargement: true });

/** What the item view shows: upright, sRGB, the first frame, and nothing of what a camera wrote. @throws UnusableFileError */
export async function renderPreview(image: Sharp): Promise<Uint8Array> {
  try {
    return await image
      .autoOrient()
      .resize(inside(PREVIEW.side))
      .toColourspace("srgb")
      .webp({ quality: PREVIEW.quality, effort: WEBP_EFFORT })
      .toBuffer();
  } catch (error) {
    if (isSystemError(error)) throw error;
    throw undecodable(error);
  }
}

/**
 * One decode, straight to the size that quality is judged on (with shrink-on-load where the format has it), gives thumbnail,
 * placeholder, statistics, hash and descriptor.
 */
async function derive(
  image: Sharp,
  { thumbnail = true, placeholder = thumbnail }: DecodeOptions,
): Promise<Pick<DecodedMedia, "placeholder" | "reading" | "thumbnail">> {
  const rasterOf = async (picture: Sharp): Promise<Raster> => {
    const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height, channels: info.channels };
  };
  const from = ({ data, ...raw }: Raster) => sharp(data, { raw: { ...raw, channels: raw.channels as 1 | 2 | 3 | 4 } });
  const middle = await rasterOf(image.autoOrient().resize(inside(QUALITY_SIDE)).toColourspace("srgb"));
  const square = await rasterOf(from(middle).resize(SQUARE, SQUARE, { fit: "fill" }));
  return {
    reading: readingOf(middle, square),
    placeholder: placeholder ? placeholderOf(square, middle) : null,
    thumbnail: thumbnail
      ? await from(middle)
          .resize(inside(THUMBNAIL.side))
          .webp({ quality: THUMBNAIL.quality, effort: WEBP_EFFORT })
          .toBuffer()
      : null,
  };
}

/** From the square, put back into the picture's shape: one more resize for thirty bytes would be a waste. */
function placeholderOf(square: Raster, { width, height }: Raster): Uint8Array<ArrayBuffer> {
  const scale = PLACEHOLDER_SIDE / Math.max(width, height);
  const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  return Uint8Array.from(rgbaToThumbHash(w, h, shrinkToRgba(square, w, h)));
}

/** Grey values of the picture at hand: reading is synchronous, so one buffer serves all. */
const greyBuffer = new Float32Array(QUALITY_SIDE * QUALITY_SIDE);

function readingOf(middle: Raster, square: Raster): MediaReading {
  const round = (value: number) => Math.round(value * 100) / 100;
  const grey = greyOf(middle, greyBuffer);
  const { mean, deviation } = spreadOf(grey);
  const sums = [0, 0, 0];
  const count = square.width * square.height;
  for (let at = 0; at < square.data.length; at += square.channels)
    for (let c = 0; c < 3; c += 1) sums[c]! += square.data[at + (square.channels < 3 ? 0 : c)]!;
  return {
    mean: round(mean),
    deviation: round(deviation),
    sharpness: round(sharpnessOf(grey, middle.width, middle.height)),
    mean_rgb: [round(sums[0]! / count), round(sums[1]! / count), round(sums[2]! / count)],
    phash: perceptualHash(greyOf(square)),
    descriptor: describePixels(square),
  };
}

const run = promisify(execFile);

interface Probe {
  readonly streams?: readonly { readonly duration?: string }[];
  readonly format?: { readonly duration?: string };
}

/**
 * Lengths of the file, and of its pictures alone: sound may go on for longer. @throws UnusableFileError without any
 * pictures
 */
async function probeVideo(file: string): Promise<{ seconds: number; videoSeconds: number }> {
  const what = ["-select_streams", "v:0", "-show_entries", "stream=duration:format=duration", "-of", "json"];
  const probe = await run("ffprobe", ["-v", "error", ...what, file], { timeout: 30_000 });
  const { streams, format } = JSON.parse(probe.stdout) as Probe;
  const [stream] = streams ?? [];
  if (!stream) throw new UnusableFileError("it has no video track");
  const seconds = Number(format?.duration) || 0;
  return { seconds, videoSeconds: Number(stream.duration) || seconds };
}

/**
 * Writes a frame from near the beginning, where a video rarely is black any more. There may be none that late: a single
 * frame can last for seconds; then it is the first one.
 */
async function takeFrame(file: string, frame: string, seconds: number): Promise<string> {
  // Pixels that are not square are stretched as every player does.
  const shape = ["-vf", "scale=iw*sar:ih,setsar=1"];
  const take = (from: number) =>
    run("ffmpeg", ["-v", "error", "-ss", String(from), "-i", file, ...shape, "-frames:v", "1", "-y", frame], {
      timeout: 60_000,
    });
  const from = Math.min(1, seconds / 2);
  await take(from).catch((error: unknown) => {
    if (from === 0 || isSystemError(error)) throw error;
  });
  if (from > 0 && !(await exists(frame))) await take(0);
  if (!(await exists(frame))) throw new UnusableFileError("none of its frames can be decoded");
  return frame;
}

/** ffmpeg, where it is installed, gives size, length and a frame; a video stays usable without. */
async function decodeVideo(source: MediaSource, mime: string, options: DecodeOptions): Promise<DecodedMedia> {
  const plain: DecodedMedia = {
    kind: "video",
    mime,
    width: null,
    height: null,
    durationMs: null,
    orientation: null,
    takenAt: null,
    placeholder: null,
    reading: null,
    thumbnail: null,
    preview: null,
  };
  return withFrame(
    source,
    async ({ frame, size, seconds }) => {
      const derived = await derive(sharp(frame), options);
      return {
        ...plain,
        ...size,
        durationMs: Math.round(seconds * 1000) || null,
        ...derived,
        preview: derived.thumbnail ? await renderPreview(sharp(frame)) : null,
      };
    },
    plain,
  );
}

interface Frame {
  /** A file that is gone afterwards. */
  readonly frame: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly seconds: number;
}

/** @param without what is answered where there is no ffmpeg on this machine */
async function withFrame<T>(source: MediaSource, take: (frame: Frame) => Promise<T>, without: T): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "stillframe-video-"));
  try {
    let file = "file" in source ? source.file : path.join(folder, "video");
    if ("buffer" in source) await (await import("node:fs/promises")).writeFile(file, source.buffer);
    file = path.resolve(file);
    const { videoSeconds, seconds } = await probeVideo(file);
    const frame = await takeFrame(file, path.join(folder, "frame.png"), videoSeconds);
    // The frame is turned as the file's header says; what the stream calls its size is not.
    const { width, height } = await sharp(frame).metadata();
    return await take({ frame, size: { width, height }, seconds });
  } catch (error) {
    if (error instanceof UnusableFileError) throw error;
    if (isMissingFile(error) && (error as NodeJS.ErrnoException).syscall?.startsWith("spawn")) return without;
    if (isSystemError(error)) throw error;
    throw undecodable(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
