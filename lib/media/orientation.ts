/** How EXIF turns a picture in the store, for those from before that was kept with them. */
import "server-only";
import sharp from "sharp";
import { isSystemError } from "@/lib/errors";
import { blobPath } from "./blob-store";

/** 1–8, from the file's header; null where it has none to read, as a video. */
export async function readOrientation(sha256: string): Promise<number | null> {
  try {
    return (await sharp(blobPath(sha256)).metadata()).orientation ?? 1;
  } catch (error) {
    if (isSystemError(error)) throw error;
    return null;
  }
}
