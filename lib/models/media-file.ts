/** A file as readers take it. */
import "server-only";
import { blobPath, thumbnailPath } from "@/lib/media/blob-store";
import { previewOf } from "@/lib/media/previews";
import type { MediaFile } from "./reading";

export const mediaFileOf = (sha256: string, kind: MediaFile["kind"]): MediaFile => ({
  sha256,
  kind,
  original: blobPath(sha256),
  thumbnail: thumbnailPath(sha256, "small"),
  preview: async () => (await previewOf(sha256)).file,
});
