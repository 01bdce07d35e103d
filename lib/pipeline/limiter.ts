import { Transform } from "node:stream";

/** Something goes beyond what is allowed; its text is for people, where that of a parser or a socket is not. */
export class LimitError extends Error {}

/** Fails a stream once more than the allowed number of bytes went through, whatever a header claimed. */
export function limiter(limit: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, next) {
      seen += chunk.length;
      next(seen > limit ? new LimitError("it is more than is allowed") : null, chunk);
    },
  });
}
