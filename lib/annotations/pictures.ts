/** Finding the pictures that annotation files speak of, by what they call them. Pure. */
import path from "node:path";
import { splitOfFile, splitOfFolder } from "./splits";

/** A picture that was taken in, with its size where it has one. */
export interface Picture {
  readonly path: string;
  readonly width: number | null;
  readonly height: number | null;
  /** How EXIF says that the stored picture is to be turned, 1–8; null where that is not known. */
  readonly orientation?: number | null;
  /** Hexadecimal, where it is known. */
  readonly sha256?: string;
}

const stemOf = (name: string): string => name.replace(/\.[^./]*$/, "");
const folderOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf("/")));
const join = (folder: string, name: string): string => path.posix.join(folder, name);

function percentDecoded(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Where the pictures of label files lie: in `images` where those are in `labels`, the last folder of that name. */
export const imagesFor = (path: string): string => path.replace(/(^|\/)labels\/(?!.*(^|\/)labels\/)/, "$1images/");

/** What spellings of one name have in common: their case, how accents are put together, and percent-encoding apart. */
const loose = (name: string): string => percentDecoded(name).normalize("NFC").toLowerCase();

/**
 * What a name may be meant to say, as it is written first: addresses name a path, some in a parameter `d` (files that a labelling
 * tool serves), and have a query and a fragment behind it.
 */
function readingsOf(called: string): string[] {
  const asPath = (name: string) => name.replaceAll("\\", "/").replace(/^(\.?\/)+/, "");
  const isAddress = /^[a-z][a-z0-9+.-]*:\/\//i.test(called);
  const [beforeQuery = "", query = ""] = called.split("#")[0]!.split("?");
  const served = new URLSearchParams(query).get("d");
  const withoutHost = beforeQuery.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, "");
  const decoded = percentDecoded(withoutHost);
  const readings = [called, ...(isAddress || query ? [withoutHost, decoded] : []), ...(served ? [served] : [])];
  return [...new Set(readings.map(asPath))].filter((name) => name !== "" && !name.endsWith("/"));
}

/** How many of the last parts of two paths are the same, the names themselves among them. */
function partsInCommon(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < Math.min(a.length, b.length) && a[a.length - 1 - count] === b[b.length - 1 - count]) count += 1;
  return count;
}
function startInCommon(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < Math.min(a.length, b.length) && a[count] === b[count]) count += 1;
  return count;
}

/** The folders in which a name lies; none for one at the top. */
const foldersOf = (name: string): string[] => name.split("/").slice(0, -1);

/** The split that a picture is in, as far as the folders say that it does not share with the file that speaks of it. */
const splitBelow = (folders: readonly string[], shared: number): string | null =>
  folders
    .slice(shared)
    .reduceRight<string | null>((found, name) => found ?? splitOfFolder(name.replace(/\d+$/, "")), null);

/** Those of which a measure is the greatest. */
function best<T>(all: readonly T[], measure: (one: T) => number): T[] {
  let [most, kept]: [number, T[]] = [-Infinity, []];
  for (const one of all) {
    const value = measure(one);
    if (value > most) [most, kept] = [value, [one]];
    else if (value === most) kept.push(one);
  }
  return kept;
}

/** Of more pictures than that with one name none is picked by its folders: each look-up would go through all of them. */
const MAX_COMPARED = 200;

/**
 * Finds pictures by what annotation files call them. What is written exactly so comes before what is spelt otherwise, and where
 * several fit alike none is picked. A look-up costs the same, however many pictures there are.
 */
export class PictureFinder {
  private readonly byPath = new Map<string, Picture>();
  /** By the loose spelling of the name without its ending: mostly one picture, so no list is made for it. */
  private readonly byName = new Map<string, Picture | Picture[]>();
  private readonly byLastFolder = new Map<string, Map<string, Picture[]>>();
  /** Null for a content that several pictures have. Made when it is first asked for. */
  private byContent: Map<string, Picture | null> | null = null;

  constructor(readonly pictures: readonly Picture[]) {
    for (const picture of pictures) {
      this.byPath.set(picture.path, picture);
      const key = loose(stemOf(path.posix.basename(picture.path)));
      const there = this.byName.get(key);
      if (!there) this.byName.set(key, picture);
      else if (Array.isArray(there)) there.push(picture);
      else this.byName.set(key, [there, picture]);
    }
  }

  /**
   * @param called a path from the file's folder, from one above it or from the top; or a name, with or without folders that exist
   * elsewhere only
   * @param from path of the annotation file
   */
  find(called: string, from: string): Picture | "ambiguous" | null {
    const readings = readingsOf(called);
    for (const name of readings) {
      const exact = this.findPath(name, from);
      if (exact) return exact;
    }
    for (const name of readings) {
      const found = this.findName(name, from);
      if (found) return found;
    }
    return null;
  }

  /** The pictures that a text file beside them, or in a folder `labels` beside their `images`, belongs to: all of its name. */
  findForText(file: string): readonly Picture[] | "ambiguous" {
    const swapped = imagesFor(file);
    const name = stemOf(path.posix.basename(file));
    for (const spelt of [(text: string) => text, loose])
      for (const place of [swapped, file]) {
        const folder = folderOf(place);
        const beside = (this.named(name, folder) ?? []).filter(
          (picture) =>
            spelt(folderOf(picture.path)) === spelt(folder) &&
            spelt(stemOf(path.posix.basename(picture.path))) === spelt(name),
        );
        if (beside.length > 0) return beside;
      }
    const found = this.findName(name, swapped);
    return found === null ? [] : found === "ambiguous" ? found : [found];
  }

  /** The one picture of this content; null where there is none, or several. */
  findContent(sha256: string): Picture | null {
    if (!this.byContent) {
      this.byContent = new Map();
      for (const picture of this.pictures)
        if (picture.sha256 !== undefined)
          this.byContent.set(picture.sha256, this.byContent.has(picture.sha256) ? null : picture);
    }
    return this.byContent.get(sha256.toLowerCase()) ?? null;
  }

  private findPath(name: string, from: string): Picture | null {
    for (let folder = folderOf(from); ; folder = folderOf(folder)) {
      const found = this.byPath.get(join(folder, name));
      if (found || folder === "") return found ?? null;
    }
  }

  private findName(name: string, from: string): Picture | "ambiguous" | null {
    const base = path.posix.basename(name);
    const folder = folderOf(name) || folderOf(from);
    const alike = this.named(stemOf(base), folder);
    // A period in a name that has no ending is not where its ending begins.
    const withoutEnding = base.includes(".") ? this.named(base, folder) : alike;
    if (!alike || !withoutEnding) return "ambiguous";
    const nameOf = ({ path: picture }: Picture) => path.posix.basename(picture);
    const spellings: [readonly Picture[], (picture: Picture) => boolean][] = [
      [alike, (picture) => nameOf(picture) === base],
      [withoutEnding, (picture) => stemOf(nameOf(picture)) === base],
      [alike, (picture) => loose(nameOf(picture)) === loose(base)],
      [withoutEnding, (picture) => loose(stemOf(nameOf(picture))) === loose(base)],
    ];
    for (const [pictures, fits] of spellings) {
      const found = this.nearest(pictures.filter(fits), name, from);
      if (found) return found;
    }
    return null;
  }

  /** Pictures of about this name; of very many, those in a folder of the same name. Null where even those are too many. */
  private named(stem: string, folder: string): readonly Picture[] | null {
    const key = loose(stem);
    const found = this.byName.get(key);
    if (!found) return [];
    if (!Array.isArray(found)) return [found];
    if (found.length <= MAX_COMPARED) return found;
    let byFolder = this.byLastFolder.get(key);
    if (!byFolder) {
      byFolder = new Map();
      for (const picture of found) {
        const last = loose(path.posix.basename(folderOf(picture.path)));
        const there = byFolder.get(last);
        if (there) there.push(picture);
        else byFolder.set(last, [picture]);
      }
      this.byLastFolder.set(key, byFolder);
    }
    const there = byFolder.get(loose(path.posix.basename(folder)));
    return there && there.length <= MAX_COMPARED ? there : null;
  }

  /**
   * Of pictures of one name the one that most of the called folders lead to, then the one nearest to the file: in the same split,
   * with the most folders in common at the beginning and the end. One in another split is none.
   */
  private nearest(pictures: readonly Picture[], name: string, from: string): Picture | "ambiguous" | null {
    const called = foldersOf(name).map(loose);
    const file = foldersOf(from);
    // A file for one picture has its name: `train_12.xml` may be about a train.
    const isOwn = loose(stemOf(path.posix.basename(from))) === loose(stemOf(path.posix.basename(name)));
    const splitOf = (place: string) => splitOfFile(isOwn ? join(folderOf(place), "_") : place);
    const split = splitBelow(called, 0);
    const candidates = pictures.flatMap((picture) => {
      const folders = foldersOf(picture.path);
      const shared = startInCommon(folders, file);
      const own = splitBelow(folders, shared);
      const wanted = split ?? splitOf(from.split("/").slice(shared).join("/"));
      if (own && wanted && own !== wanted) return [];
      return [{ picture, folders, shared, isOfSplit: own !== null && own === wanted }];
    });
    const leading = best(candidates, ({ folders }) => partsInCommon(folders.map(loose), called));
    const ofSplit = best(leading, ({ isOfSplit }) => Number(isOfSplit));
    const near = best(ofSplit, ({ folders, shared }) => shared + partsInCommon(folders, file));
    return near.length > 1 ? "ambiguous" : (near[0]?.picture ?? null);
  }
}
