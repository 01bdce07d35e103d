/** What a camera wrote into a file, read when somebody looks. */
import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { blobPath } from "@/lib/media/blob-store";
import { readExif } from "@/lib/media/exif";
import { shortened } from "@/lib/text";
import type { ExifDto } from "./schema";
import { getItem, type VersionQuery } from "./service";

const MAX_TAGS = 200;
const MAX_TEXT = 500;

/** Tags by name, as text; none for a video, a file without them, or a damaged block. @throws NotFoundError */
export async function getExif(
  user: CurrentUser,
  datasetId: string,
  mediaId: string,
  version: VersionQuery,
): Promise<ExifDto> {
  const item = await getItem(user, datasetId, mediaId, version);
  if (item.media_type === "video") return {};
  const tags = await readExif(blobPath(item.sha256), {
    tiff: true,
    exif: true,
    gps: true,
    interop: false,
    makerNote: false,
    userComment: false,
  });
  const shown = Object.entries(tags ?? {}).flatMap(([name, value]): [string, string][] => {
    const text = textOf(value);
    return text === null ? [] : [[name, shortened(text, MAX_TEXT)]];
  });
  return Object.fromEntries(shown.slice(0, MAX_TAGS));
}

function textOf(value: unknown): string | null {
  if (value instanceof Date) return Number.isFinite(value.getTime()) ? value.toISOString() : null;
  if (typeof value === "string") return value.replace(/[\u0000-\u001f\u007f]/g, " ").trim() || null;
  if (typeof value === "number") return Number.isFinite(value) ? String(Math.round(value * 1e6) / 1e6) : null;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value) && value.length <= 16) return value.map(textOf).join(", ");
  return null;
}
