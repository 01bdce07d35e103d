import "server-only";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import busboy from "busboy";
import { BadRequestError, InvalidInputError } from "@/lib/errors";

/** What is told instead of the parser's text. */
export const UNREADABLE_FORM = "The form cannot be read. Send it whole, as multipart/form-data.";

/** Hands on the request's body as one file: the `file` of a multipart form, or else the body itself under `fallbackName`. */
export async function bodyOrFile<T>(
  request: Request,
  fallbackName: string,
  take: (name: string, body: Readable) => Promise<T>,
): Promise<T> {
  if (!request.body) throw new BadRequestError("The request has no body");
  const body = Readable.fromWeb(request.body as ReadableStream);
  if (!request.headers.get("content-type")?.startsWith("multipart/form-data")) return take(fallbackName, body);
  return new Promise<T>((resolve, reject) => {
    let taken: Promise<T> | undefined;
    let parser: busboy.Busboy;
    try {
      parser = busboy({
        headers: { "content-type": request.headers.get("content-type") ?? "" },
        defParamCharset: "utf8",
      });
    } catch {
      return reject(new BadRequestError(UNREADABLE_FORM));
    }
    parser.on("field", (field) => reject(InvalidInputError.at(["body", field], "This field is not known")));
    parser.on("file", (field, stream, info) => {
      stream.on("error", reject);
      if (field !== "file" || taken) {
        stream.resume();
        return reject(InvalidInputError.at(["body", field], "Send exactly one file, as file"));
      }
      taken = take(info.filename || fallbackName, stream);
      taken.catch(() => stream.resume());
    });
    parser.on("error", () => reject(new BadRequestError(UNREADABLE_FORM)));
    parser.on("close", () => {
      if (taken) taken.then(resolve, reject);
      else reject(InvalidInputError.at(["body", "file"], "Send one file, as file"));
    });
    body.on("error", reject).pipe(parser);
  });
}
