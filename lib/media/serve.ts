/** Serves blobs and thumbnails to holders of signed links. */
import "server-only";
import { Readable } from "node:stream";
import { ForbiddenError, NotFoundError } from "@/lib/errors";
import { blobPath, readRange, sizeOf, thumbnailPath } from "./blob-store";
import { parseRange } from "./range";
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
  const headers: Record<string, string> = {
    "content-type": mime,
    "cache-control": "private, max-age=86400, immutable",
    etag: `"${sha256}-${variant}"`,
    "accept-ranges": "bytes",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
  };
  if (request.headers.get("if-none-match") === headers.etag) return new Response(null, { status: 304, headers });
  const range = parseRange(request.headers.get("range"), size);
  if (range === "unsatisfiable")
    return new Response(null, { status: 416, headers: { "content-range": `bytes */${size}` } });
  const { start, end } = range === "whole" ? { start: 0, end: size - 1 } : range;
  const body = Readable.toWeb(readRange(file, start, end)) as ReadableStream;
  if (range === "whole") return new Response(body, { headers: { ...headers, "content-length": String(size) } });
  return new Response(body, {
    status: 206,
    headers: {
      ...headers,
      "content-length": String(end - start + 1),
      "content-range": `bytes ${start}-${end}/${size}`,
    },
  });
}
