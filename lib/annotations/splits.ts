/** Which split pictures belong to, by the names of folders and files. Pure. */

const SPLITS: Readonly<Record<string, string>> = {
  train: "train",
  val: "val",
  valid: "val",
  validation: "val",
  test: "test",
};

/** The split that a folder of this name stands for; null for any other name. */
export const splitOfFolder = (name: string): string | null =>
  Object.hasOwn(SPLITS, name.toLowerCase()) ? SPLITS[name.toLowerCase()]! : null;

/** `val` for `instances_val2017`: a word of its own, a year behind it. A name with several of them says nothing. */
function splitInName(name: string): string | null {
  const words = [...name.matchAll(/(?<![a-z])(train|validation|valid|val|test)(?![a-z])/gi)];
  const splits = new Set(words.map(([word]) => splitOfFolder(word)));
  return splits.size === 1 ? [...splits][0]! : null;
}

/** The split that an annotation file speaks of: in its name, else in the nearest of its folders. */
export function splitOfFile(path: string): string | null {
  const parts = path.split("/");
  const name = parts.pop()!;
  return (
    splitInName(name.replace(/\.[^.]*$/, "")) ??
    parts.reduceRight<string | null>((found, folder) => found ?? splitOfFolder(folder), null)
  );
}

export interface FolderSplit {
  readonly split: string;
  /** How many folders stand above what is in the split, the split's own one among them. */
  readonly depth: number;
}

/**
 * The split of each picture that lies in one: below a folder called train, val, valid, validation or test, the innermost where there
 * are several. A folder that holds pictures itself is none: it may be a class of that name.
 * @param paths of pictures
 */
export function splitsFromFolders(paths: readonly string[]): Map<string, FolderSplit> {
  const holding = new Set(paths.map((path) => path.slice(0, Math.max(0, path.lastIndexOf("/")))));
  const byFolder = new Map<string, FolderSplit | null>();
  const ofFolder = (folder: string): FolderSplit | null => {
    if (folder === "") return null;
    const known = byFolder.get(folder);
    if (known !== undefined) return known;
    const slash = folder.lastIndexOf("/");
    const split = holding.has(folder) ? null : splitOfFolder(folder.slice(slash + 1));
    const found = split ? { split, depth: folder.split("/").length } : ofFolder(folder.slice(0, Math.max(0, slash)));
    byFolder.set(folder, found);
    return found;
  };
  const splits = new Map<string, FolderSplit>();
  for (const path of paths) {
    const found = ofFolder(path.slice(0, Math.max(0, path.lastIndexOf("/"))));
    if (found) splits.set(path, found);
  }
  return splits;
}
