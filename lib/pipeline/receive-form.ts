/** `multipart/form-data` of the REST API, streamed into the staging area as it arrives. */
import "server-only";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import busboy from "busboy";
import type { z } from "zod";
import type { CurrentUser } from "@/lib/auth/service";
import { BadRequestError, InvalidInputError } from "@/lib/errors";
import { startImportInput } from "@/lib/operations/add-media";
import { annotationImportInput } from "@/lib/operations/annotation-import";
import { isStorable } from "@/lib/text";
import { cleanPath, DistinctPaths } from "@/lib/uploads/paths";
import { UNREADABLE_FORM } from "@/lib/uploads/receive-file";
import { openUpload, stageFile, type UploadPurpose } from "@/lib/uploads/service";
import { fieldIssues, UNSTORABLE_TEXT } from "@/lib/validation";
import { annotationForm, importPreviewInput, mediaForm, previewForm } from "./schema";

const BOOLEANS: Record<string, boolean> = { true: true, "1": true, false: false, "0": false };
const FILES = ["files", "archive"];
const ARCHIVE = /\.(zip|tar|tar\.gz|tgz)$/i;

/** Fields of a form are texts; what each of them is a text of. @returns null where it is none */
const READ: Record<string, (text: string) => { readonly value: unknown } | { readonly wrong: string }> = {
  auto_reindex: booleanIn,
  labels_from_folders: booleanIn,
  on_duplicate: (value) => ({ value }),
  s3_uri: (value) => ({ value }),
  mode: (value) => ({ value }),
  mapping: jsonIn,
};

function booleanIn(text: string) {
  return text in BOOLEANS ? { value: BOOLEANS[text] } : { wrong: "Use true or false" };
}
function jsonIn(text: string) {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { wrong: "This is no JSON" };
  }
}

/** What a form may hold beside `files` or an `archive`. */
interface FormKind<T> {
  /** What the files are for: it is asked whether it may start before they are taken. */
  readonly purpose: UploadPurpose;
  readonly form: z.ZodObject;
  /** What the fields together have to be, with `upload_id` among them where files came. */
  readonly input: z.ZodType<T>;
  /** What a file that is called otherwise is told. */
  readonly misplaced: string;
}

export const MEDIA_FORM: FormKind<z.output<typeof startImportInput>> = {
  purpose: "media",
  form: mediaForm,
  input: startImportInput,
  misplaced: "Send media as files, or one archive",
};
export const ANNOTATION_FORM: FormKind<z.output<typeof annotationImportInput>> = {
  purpose: "annotation_import",
  form: annotationForm,
  input: annotationImportInput,
  misplaced: "Send annotations as files, or one archive",
};
export const PREVIEW_FORM: FormKind<z.output<typeof importPreviewInput>> = {
  purpose: "media",
  form: previewForm,
  input: importPreviewInput,
  misplaced: "Send what is to be looked at as files, or one archive",
};

/** Takes exactly one of `files` (any number), `archive` and, where the form has it, `s3_uri`, and the options as fields. @throws InvalidInputError, BadRequestError */
export async function receiveMultipart<T>(
  user: CurrentUser,
  datasetId: string,
  request: Request,
  kind: FormKind<T>,
): Promise<T> {
  const fields = Object.keys(kind.form.shape).filter((name) => !FILES.includes(name));
  if (!request.body) throw new BadRequestError("The request has no body");
  const { upload_id } = await openUpload(user, datasetId, kind.purpose);
  const options: Record<string, unknown> = {};
  const used = new Set<string>();
  const staged: Promise<unknown>[] = [];
  const names = new DistinctPaths();
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
      if (!fields.includes(name)) return refuse(name, "This field is not known");
      const read = READ[name]!(value);
      if ("wrong" in read) return refuse(name, read.wrong);
      if (name === "s3_uri") used.add(name);
      options[name] = read.value;
    });
    parser.on("file", (field, stream, info) => {
      stream.on("error", reject);
      if (!FILES.includes(field)) {
        stream.resume();
        return refuse(field, kind.misplaced);
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
  const sources = [...FILES, ...(fields.includes("s3_uri") ? ["s3_uri"] : [])];
  if (used.size !== 1) throw InvalidInputError.at(["body"], `Send exactly one of ${listed(sources)}`);
  const parsed = kind.input.safeParse({ ...options, ...(used.has("s3_uri") ? {} : { upload_id }) });
  if (!parsed.success) throw new InvalidInputError(fieldIssues(parsed.error.issues, "body"));
  return parsed.data;
}

/** `files, archive and s3_uri`. */
const listed = (words: readonly string[]): string => `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
