/** Serves blobs and thumbnails to holders of signed links. */
import "server-only";
import { ForbiddenError, NotFoundError } from "@/lib/errors";
import { blobPath, readRange, sizeOf, thumbnailPath } from "./blob-store";
import { rangedResponse } from "./ranged-response";
import { findMedia } from "./repository";
import { isValidMediaLink, VARIANTS, type Variant } from "./urls";

/** @throws ForbiddenError for a link that is not ours or expired, NotFoundError */
export async function serveMedia(request: Request, sha256: string, variant: string): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const known = VARIANTS.includes(variant as Variant) && /^[0-9a-f]{64}$/.test(sha256);
  if (
    !known ||
    !isValidMediaLink(sha256, variant as Variant, Number(query.get("expires")), query.get("signature") ?? "")
  ) {
    throw new ForbiddenError("This link is not valid or has expired. Reload the page it came from.");
  }
  const file = variant === "original" ? blobPath(sha256) : thumbnailPath(sha256, variant as "small" | "large");
  const size = await sizeOf(file);
  const mime = variant === "original" ? (await findMedia(sha256))?.mime : "image/webp";
  if (size === null || !mime) throw new NotFoundError("File");
  return rangedResponse(request, {
    size,
    etag: `"${sha256}-${variant}"`,
    headers: {
      "content-type": mime,
      "cache-control": "private, max-age=86400, immutable",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
    },
    read: (start, end) => readRange(file, start, end - 1),
  });
}
