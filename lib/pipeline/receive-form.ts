/** `multipart/form-data` of the REST API, streamed into the staging area as it arrives. */
import "server-only";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import busboy from "busboy";
import type { CurrentUser } from "@/lib/auth/service";
import { BadRequestError, InvalidInputError } from "@/lib/errors";
import { startImportInput, type ImportOptions } from "@/lib/operations/add-media";
import { isStorable } from "@/lib/text";
import { cleanPath, DistinctPaths } from "@/lib/uploads/paths";
import { UNREADABLE_FORM } from "@/lib/uploads/receive-file";
import { openUpload, stageFile } from "@/lib/uploads/service";
import { UNSTORABLE_TEXT } from "@/lib/validation";

const BOOLEANS: Record<string, boolean> = { true: true, "1": true, false: false, "0": false };
const ARCHIVE = /\.(zip|tar|tar\.gz|tgz)$/i;

/** Takes exactly one of `files` (any number), `archive` and `s3_uri`, and the options as fields. @throws InvalidInputError, BadRequestError */
export async function receiveMultipart(
  user: CurrentUser,
  datasetId: string,
  request: Request,
): Promise<ImportOptions & { upload_id?: string | undefined; s3_uri?: string | undefined }> {
  if (!request.body) throw new BadRequestError("The request has no body");
  const { upload_id } = await openUpload(user, datasetId);
  const options: Record<string, unknown> = {};
  const used = new Set<string>();
  const staged: Promise<unknown>[] = [];
  const names = new DistinctPaths();
  let s3_uri: string | undefined;
  /** Two files of one name are two files, and so are two whose names become one when they are made safe. */
  const stage = async (name: string, stream: Readable): Promise<unknown> =>
    stageFile(user, datasetId, upload_id, names.take(cleanPath(name)), stream);

  await new Promise<void>((resolve, reject) => {
    let parser: busboy.Busboy;
    try {
      parser = busboy({
        headers: { "content-type": request.headers.get("content-type") ?? "" },
        preservePath: true,
        defParamCharset: "utf8",
      });
    } catch {
      return reject(new BadRequestError(UNREADABLE_FORM));
    }
    const refuse = (loc: string, message: string) => {
      reject(InvalidInputError.at(["body", loc], message));
    };
    parser.on("field", (name, value) => {
      if (!isStorable(value)) return refuse(name, UNSTORABLE_TEXT);
      if (name === "s3_uri") {
        used.add(name);
        s3_uri = value;
        return;
      }
      if (name === "auto_reindex" || name === "labels_from_folders") {
        if (!(value in BOOLEANS)) return refuse(name, "Use true or false");
        options[name] = BOOLEANS[value];
      } else if (name === "on_duplicate") options[name] = value;
      else refuse(name, "This field is not known");
    });
    parser.on("file", (field, stream, info) => {
      stream.on("error", reject);
      if (field !== "files" && field !== "archive") {
        stream.resume();
        return refuse(field, "Send media as files, or one archive");
      }
      if (field === "archive" && !ARCHIVE.test(info.filename ?? "")) {
        stream.resume();
        return refuse(field, "An archive is a .zip, .tar or .tar.gz");
      }
      used.add(field);
      const saved = stage(info.filename || "unnamed", stream);
      saved.catch((error) => {
        stream.resume();
        reject(error);
      });
      staged.push(saved);
    });
    parser.on("error", () => reject(new BadRequestError(UNREADABLE_FORM)));
    parser.on("close", resolve);
    Readable.fromWeb(request.body as ReadableStream)
      .on("error", reject)
      .pipe(parser);
  });
  await Promise.all(staged);
  if (used.size !== 1) throw InvalidInputError.at(["body"], "Send exactly one of files, archive and s3_uri");
  const parsed = startImportInput.safeParse({ ...options, ...(s3_uri === undefined ? { upload_id } : { s3_uri }) });
  if (!parsed.success)
    throw new InvalidInputError(
      parsed.error.issues.map((issue) => ({
        loc: ["body", ...issue.path.map(String)],
        msg: issue.message,
        type: issue.code,
      })),
    );
  return parsed.data;
}
