/** Names of files in an archive: safe to unpack anywhere, and each for one file alone. Pure. */

/** Splits `folder/name.jpg` into `folder/name` and `.jpg`. */
export function splitExtension(path: string): [stem: string, extension: string] {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? [path, ""] : [path.slice(0, path.length - name.length + dot), name.slice(dot)];
}

/** A path that leads nowhere but below the folder that it is unpacked in. Names stay as they are as far as that goes. */
export function safePath(path: string): string {
  const parts = path
    .replace(/\p{Surrogate}/gu, "\ufffd")
    // A backslash parts folders for some who unpack, and a colon names a drive.
    .replace(/[\u0000-\u001f\u007f\\:]/g, "_")
    .split("/")
    .filter((part) => part !== "" && part !== "." && part !== "..");
  return parts.length === 0 ? "_" : parts.join("/");
}

/** A word as the name of one folder or file. */
export const folderName = (word: string): string => safePath(word.replaceAll("/", "_"));

/** Some disks do not tell these apart. */
const keyOf = (path: string): string => path.normalize("NFC").toLowerCase();

/** Gives each file a path of its own: the second `a.jpg` is `a (2).jpg`. The same files in the same order get the same paths. */
export class ArchivePaths {
  private readonly files = new Set<string>();
  private readonly folders = new Set<string>();
  private readonly stems = new Set<string>();
  /** Where to begin to count, by the key that is taken. */
  private readonly next = new Map<string, number>();

  /** @param byStem no two may differ in their extension alone, because what belongs to a file goes by its name without that */
  constructor(private readonly byStem = false) {}

  take(wanted: string): string {
    const parts = safePath(wanted).split("/");
    const name = parts.pop()!;
    let folder = "";
    for (const part of parts) {
      const path = this.free(`${folder}${part}`, "", (path) => !this.files.has(keyOf(path)));
      this.folders.add(keyOf(path));
      folder = `${path}/`;
    }
    const path = this.free(...splitExtension(`${folder}${name}`), (path) => {
      const key = keyOf(path);
      return !this.files.has(key) && !this.folders.has(key) && !(this.byStem && this.stems.has(stemKeyOf(path)));
    });
    this.files.add(keyOf(path));
    if (this.byStem) this.stems.add(stemKeyOf(path));
    return path;
  }

  private free(stem: string, extension: string, isFree: (path: string) => boolean): string {
    const first = `${stem}${extension}`;
    if (isFree(first)) return first;
    const key = keyOf(first);
    for (let count = this.next.get(key) ?? 2; ; count += 1) {
      const path = `${stem} (${count})${extension}`;
      if (!isFree(path)) continue;
      this.next.set(key, count);
      return path;
    }
  }
}

const stemKeyOf = (path: string): string => keyOf(splitExtension(path)[0]);
