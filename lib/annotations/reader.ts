/**
 * What a format of annotation files is to those who collect: which names it claims, and what it reads. A new one is a line in
 * `readers.ts`.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { AppError, BadRequestError } from "@/lib/errors";
import { decodeText, type TextKind } from "@/lib/decode-text";
import { JsonFile } from "./json-stream";
import type { Parsed } from "./model";
import type { PictureFinder } from "./pictures";

export interface AnnotationFile {
  /** Where it lay in the source, with forward slashes. */
  readonly path: string;
  /** Where it is on disk. */
  readonly file: string;
  readonly size: number;
}

/** What can be asked while files are read. */
export interface ReadingContext {
  /** All files that may be annotations, in the order of their paths. */
  readonly files: readonly AnnotationFile[];
  readonly finder: PictureFinder;
  /** The same for all who ask about one file, so that it is read once. */
  json(file: AnnotationFile): JsonFile;
}

/** What one file says; null where it is none of the format. @throws SyntaxError, BadRequestError for one that is broken */
export type ReadFile = (file: AnnotationFile) => Promise<Iterable<Parsed> | AsyncIterable<Parsed> | null>;

export interface Reader {
  readonly format: string;
  /** Whether a file of this name may be one; what is in it decides. */
  claims(name: string): boolean;
  /** Begins a collection; a format whose files speak of each other looks at all of them here, and refuses none. */
  start(context: ReadingContext): ReadFile | Promise<ReadFile>;
}

/** Larger files are parsed piece by piece, or not at all. */
const MAX_WHOLE_BYTES = 256 * 1024 * 1024;

/** @throws BadRequestError for one that is too large or in another encoding than it says */
export async function textOf(file: AnnotationFile, kind: TextKind): Promise<string> {
  if (file.size > MAX_WHOLE_BYTES) throw new BadRequestError("it is larger than 256 MB; split it into several files");
  const decoded = decodeText(await readFile(file.file), kind);
  if ("wrong" in decoded) throw new BadRequestError(decoded.wrong);
  return decoded.text;
}

/** The text of a file, or null where it cannot be read as one: then reading it in its turn tells why. */
export async function textOrNull(file: AnnotationFile): Promise<string | null> {
  try {
    return await textOf(file, "text");
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

type Parse<T> = (content: T, file: AnnotationFile) => Parsed | null;
const one = (parsed: Parsed | null): [Parsed] | null => parsed && [parsed];

/** A format of XML files, each parsed by itself. */
export const xmlReader = (format: string, parse: Parse<string>): Reader => ({
  format,
  claims: (name) => /\.xml$/i.test(name),
  start: () => async (file) => one(parse(await textOf(file, "xml"), file)),
});

/** A format of text files whose names end so, each parsed by itself. */
export const textReader = (format: string, ending: RegExp, parse: Parse<string>): Reader => ({
  format,
  claims: (name) => ending.test(name),
  start: () => async (file) => one(parse(await textOf(file, "text"), file)),
});

/**
 * A format of JSON files, each parsed by itself and whole.
 * @param hasKeys whether what stands at a file's top may be of the format: its keys, each with whether it is a list; the key null for
 * a file that is a list
 */
export const jsonReader = (
  format: string,
  hasKeys: (keys: ReadonlyMap<string | null, boolean>) => boolean,
  parse: Parse<unknown>,
): Reader => ({
  format,
  claims: (name) => /\.json$/i.test(name),
  start: (context) => async (file) => {
    const json = context.json(file);
    return hasKeys(await json.keys()) ? one(parse(await json.whole(), file)) : null;
  },
});

export const nameOf = (file: AnnotationFile): string => path.posix.basename(file.path);
