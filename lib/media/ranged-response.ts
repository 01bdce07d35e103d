/** Answers with a file or the part of it that was asked for (RFC 9110 §13 and §14). */
import { Readable } from "node:stream";
import { parseRange } from "./range";

interface RangedFile {
  /** Bytes. */
  readonly size: number;
  /** Strong: the same only for the same bytes. */
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes from `start` up to `end`, exclusive. */
  read(start: number, end: number): Readable;
}

export function rangedResponse(request: Request, { size, etag, headers: others, read }: RangedFile): Response {
  const headers = { ...others, etag, "accept-ranges": "bytes" };
  if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
  // A part of something else would not fit to what is there already.
  const ifRange = request.headers.get("if-range");
  const asked = ifRange === null || ifRange === etag ? request.headers.get("range") : null;
  const range = parseRange(asked, size);
  if (range === "unsatisfiable")
    return new Response(null, { status: 416, headers: { "content-range": `bytes */${size}` } });
  const { start, end } = range === "whole" ? { start: 0, end: size - 1 } : range;
  const body = request.method === "HEAD" ? null : (Readable.toWeb(read(start, end + 1)) as ReadableStream);
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
