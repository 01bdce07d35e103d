/** Serves blobs and thumbnails to holders of signed links. */
import "server-only";
import { linkFactsOf } from "@/lib/access/service";
import { ForbiddenError, NotFoundError } from "@/lib/errors";
import { isInert } from "@/lib/media/inert";
import { blobPath, readRange, sizeOf, thumbnailPath } from "@/lib/media/blob-store";
import { rangedResponse } from "@/lib/media/ranged-response";
import { findMedia } from "@/lib/media/records";
import { isValidMediaLink, type MediaLink } from "@/lib/media/urls";
import { VARIANTS, type Variant } from "@/lib/media/variants";

interface Place {
  readonly file: string;
  readonly mime: string;
  /** What tells these bytes from others of the same content. */
  readonly etag: Variant;
}

const PLACES: Record<Variant, (sha256: string) => Promise<Place>> = {
  async original(sha256) {
    const media = await findMedia(sha256);
    if (!media) throw new NotFoundError("File");
    return { file: blobPath(sha256), mime: media.mime, etag: "original" };
  },
  small: async (sha256) => ({ file: thumbnailPath(sha256, "small"), mime: "image/webp", etag: "small" }),
  async large(sha256) {
    // The decoders come in only when somebody asks: they would take memory that every web process pays for.
    const { previewOf } = await import("@/lib/media/previews");
    const { file, mime, isOriginal } = await previewOf(sha256);
    return { file, mime, etag: isOriginal ? "original" : "large" };
  },
};

async function isGood(sha256: string, variant: string, query: URLSearchParams): Promise<boolean> {
  if (!VARIANTS.includes(variant as Variant) || !/^[0-9a-f]{64}$/.test(sha256)) return false;
  const id = query.get("dataset") ?? "";
  const version = query.get("version");
  const link: MediaLink = {
    sha256,
    variant: variant as Variant,
    expires: Number(query.get("expires")),
    ...(version === null ? {} : { version }),
  };
  const facts = await linkFactsOf(id);
  // Of a dataset in the trash its owner sees the picture that stands for it, and nothing else.
  if (!facts || (facts.in_trash && variant !== "small")) return false;
  const guest = query.get("guest");
  if (guest !== null && guest !== facts.guest) return false;
  const dataset = { id, link_epoch: facts.link_epoch, ...(guest === null ? {} : { guest }) };
  return isValidMediaLink(dataset, link, query.get("signature") ?? "");
}

/** @throws ForbiddenError for a link that is not ours or expired, NotFoundError, OperationFailedError for a preview of what cannot be decoded */
export async function serveMedia(request: Request, sha256: string, variant: string): Promise<Response> {
  const query = new URL(request.url).searchParams;
  if (!(await isGood(sha256, variant, query)))
    throw new ForbiddenError("This link is not valid, was revoked or has expired. Reload the page it came from.");
  const { file, mime, etag } = await PLACES[variant as Variant](sha256);
  const size = await sizeOf(file);
  if (size === null) throw new NotFoundError("File");
  return rangedResponse(request, {
    size,
    etag: `"${sha256}-${etag}"`,
    headers: {
      "content-type": mime,
      "cache-control": "private, max-age=86400, immutable",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      ...(isInert(mime) ? {} : { "content-disposition": "attachment" }),
    },
    read: (start, end) => readRange(file, start, end - 1),
  });
}
