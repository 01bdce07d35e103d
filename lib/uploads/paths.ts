import { InvalidInputError } from "@/lib/errors";
import { storable } from "@/lib/text";

/** A drive of Windows: `C:/pictures`. */
const DRIVE = /^[a-z]:(?=\/)/i;

/**
 * A path that people or archives chose, made safe to show and to write: relative, with forward slashes, without `.` or
 * `..` or empty parts, drives and control characters. Null where nothing is left of it, or too much.
 */
export function safePath(raw: string): string | null {
  const parts = storable(raw)
    .replace(/[\u0000-\u001f\u007f]/g, "")
    .replaceAll("\\", "/")
    .replace(DRIVE, "")
    .split("/")
    .filter((part) => part !== "" && part !== "." && part !== "..");
  const safe = parts.join("/");
  return safe === "" || safe.length > 1024 ? null : safe;
}

/** The same for a path that a request names. @throws InvalidInputError where there is none */
export function cleanPath(raw: string): string {
  const clean = safePath(raw);
  if (clean === null) throw InvalidInputError.at(["query", "path"], "A file needs a path of 1 to 1,024 characters");
  return clean;
}

/** The ending of a file's name, both parts of `.tar.gz`. */
const ENDING = /(?<=[^/])(\.tar)?\.[^./]+$/i;

/** What the nth file of one name is called: `a.jpg`, `a (2).jpg`. */
export function numberedPath(path: string, copy: number): string {
  if (copy === 1) return path;
  const ending = ENDING.exec(path)?.[0] ?? "";
  return `${path.slice(0, path.length - ending.length)} (${copy})${ending}`;
}

/** Gives files of one name names of their own, in the order in which they come. */
export class DistinctPaths {
  /** How many of each name there were. */
  private readonly copies = new Map<string, number>();

  take(path: string): string {
    let copy = (this.copies.get(path) ?? 0) + 1;
    let own = numberedPath(path, copy);
    // Something may have been called `a (2).jpg` from the start.
    while (this.copies.has(own)) own = numberedPath(path, (copy += 1));
    this.copies.set(path, copy);
    if (own !== path) this.copies.set(own, 1);
    return own;
  }
}
