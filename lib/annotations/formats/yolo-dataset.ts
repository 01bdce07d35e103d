/** Which class list applies to which label files of YOLO, how their lines are to be read, and which pictures are in which split. */
import path from "node:path";
import { Findings } from "../findings";
import type { Annotation, Parsed } from "../model";
import { imagesFor, type Picture } from "../pictures";
import {
  nameOf,
  textOf,
  textOrNull,
  type AnnotationFile,
  type Reader,
  type ReadFile,
  type ReadingContext,
} from "../reader";
import { splitOfFile, splitOfFolder } from "../splits";
import {
  looksLikeLabels,
  parseClassList,
  parseDarknetData,
  parseSettings,
  parseYolo,
  Survey,
  type Layout,
  type YoloSettings,
} from "./yolo";

interface ClassList {
  readonly file: AnnotationFile;
  readonly settings: YoloSettings;
  /** Of two in one folder the lower one counts. */
  readonly rank: number;
  readonly survey: Survey;
  isUsed: boolean;
}
interface Labels {
  readonly list: ClassList | null;
  readonly pictures: readonly Picture[] | "ambiguous";
}

const folderOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf("/")));
const isYaml = (file: AnnotationFile): boolean => /\.ya?ml$/i.test(file.path);
const isNameList = (file: AnnotationFile): boolean =>
  /^((predefined_)?classes\.txt|.*\.(names|labels))$/i.test(nameOf(file));
const isDarknetData = (file: AnnotationFile): boolean => /\.data$/i.test(file.path);

async function classListOf(file: AnnotationFile): Promise<ClassList | null> {
  if (!isYaml(file) && !isNameList(file)) return null;
  const text = await textOrNull(file);
  const settings = text === null ? null : isYaml(file) ? parseSettings(text) : parseClassList(text);
  if (!settings) return null;
  const rank = !isYaml(file) ? 2 : /^data\.ya?ml$/i.test(nameOf(file)) ? 0 : settings.isDataset ? 1 : 3;
  return { file, settings, rank, survey: new Survey(), isUsed: false };
}

/** Finds the list for a label file: the nearest at or above it, its pictures' folders included; else the only one that there is. */
class ClassLists {
  private readonly byFolder = new Map<string, ClassList>();
  private readonly found = new Map<string, ClassList | null>();

  constructor(private readonly all: readonly ClassList[]) {
    for (const list of all) {
      const there = this.byFolder.get(folderOf(list.file.path));
      if (!there || list.rank < there.rank) this.byFolder.set(folderOf(list.file.path), list);
    }
  }

  for(labels: string): ClassList | null {
    const folder = folderOf(labels);
    let list = this.found.get(folder);
    if (list === undefined) this.found.set(folder, (list = this.nearest(labels)));
    return list;
  }

  /** The one beside it that takes its place; null where none does, or it has the same names. */
  instead(list: ClassList): ClassList | null {
    const winner = this.byFolder.get(folderOf(list.file.path))!;
    const names = (one: ClassList) => JSON.stringify([...one.settings.names]);
    return winner === list || names(winner) === names(list) ? null : winner;
  }

  private nearest(labels: string): ClassList | null {
    let [folder, images] = [folderOf(labels), folderOf(imagesFor(labels))];
    for (;;) {
      const list = this.byFolder.get(folder) ?? this.byFolder.get(images);
      if (list) return list;
      if (folder === "") return this.all.length === 1 ? this.all[0]! : null;
      [folder, images] = [folderOf(folder), folderOf(images)];
    }
  }
}

/** Folders of pictures that the places in settings mean. */
class Folders {
  private readonly all = new Set<string>([""]);

  constructor(pictures: readonly Picture[]) {
    for (const picture of pictures)
      for (let folder = folderOf(picture.path); !this.all.has(folder); folder = folderOf(folder)) this.all.add(folder);
  }

  /**
   * The folder that is meant, from the settings' own: as written; without leaving the folder, as data sets are moved; without the
   * folders of another machine.
   */
  resolve(place: string, root: string, base: string): string | null {
    const inside = (name: string) =>
      path.posix
        .join(base, name)
        .replace(/^(\.\.\/)+|\/+$/g, "")
        .replace(/^\.$/, "");
    const parts = place
      .replaceAll("\\", "/")
      .split("/")
      .filter((part) => part !== "" && part !== "." && part !== "..");
    const isAbsolute = /^([a-z]:)?\//i.test(place.replaceAll("\\", "/"));
    const shorter = parts.map((_part, index) => parts.slice(index).join("/")).slice(0, isAbsolute ? -1 : 1);
    const candidates = [inside(path.posix.join(root, place)), inside(place), ...shorter.map(inside)];
    return candidates.find((folder) => folder !== "" && this.all.has(folder)) ?? null;
  }
}

/** Lists of pictures are text files of paths. */
const looksLikePaths = (text: string): boolean =>
  text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .every((line) => /\.(jpe?g|png|webp|gif|tiff?|avif|bmp)$/i.test(line.trim()));

class YoloDataset {
  private readonly labels = new Map<string, Labels>();
  /** Text files that list the pictures of a split. */
  private readonly pictureLists = new Map<string, string>();
  private readonly lists = new Map<string, ClassList>();
  private folders: Folders | null = null;
  private readonly layouts = new Map<ClassList, Layout>();
  private classLists = new ClassLists([]);

  constructor(private readonly context: ReadingContext) {}

  async start(): Promise<ReadFile> {
    const { files, finder } = this.context;
    for (const file of files) {
      const list = await classListOf(file);
      if (list) this.lists.set(file.path, list);
    }
    this.classLists = new ClassLists([...this.lists.values()]);
    for (const file of files) {
      if (!/\.txt$/i.test(file.path) || this.lists.has(file.path)) continue;
      const pictures = finder.findForText(file.path);
      const list = this.classLists.for(file.path);
      if (list && pictures.length > 0) list.isUsed = true;
      this.labels.set(file.path, { list, pictures });
      if (list && pictures.length > 0) await this.survey(file, list);
    }
    await this.findPictureLists();
    for (const list of this.lists.values()) this.layouts.set(list, list.survey.layout(list.settings));
    return (file) => this.read(file);
  }

  private async survey(file: AnnotationFile, list: ClassList): Promise<void> {
    const text = await textOrNull(file);
    if (text !== null) list.survey.add(text);
  }

  private async findPictureLists(): Promise<void> {
    const byPath = new Set(this.context.files.map((file) => file.path));
    const places: { split: string; place: string; root: string; base: string }[] = [];
    for (const { file, settings } of this.lists.values())
      for (const one of settings.places) places.push({ ...one, root: settings.root, base: folderOf(file.path) });
    for (const file of this.context.files.filter(isDarknetData))
      for (const one of parseDarknetData((await textOrNull(file)) ?? "") ?? [])
        places.push({ ...one, root: "", base: folderOf(file.path) });
    for (const { split, place, root, base } of places) {
      if (!/\.txt$/i.test(place)) continue;
      const name = path.posix.basename(place);
      const candidates = [
        path.posix.join(base, root, place),
        path.posix.join(base, place),
        place,
        path.posix.join(base, name),
      ];
      const found = candidates.find((candidate) => byPath.has(candidate));
      if (found) this.pictureLists.set(found, split);
    }
  }

  private async read(file: AnnotationFile): Promise<Parsed[] | null> {
    const list = this.lists.get(file.path);
    if (list) return [this.readList(list)];
    if (isDarknetData(file)) return parseDarknetData(await textOf(file, "text")) && [];
    if (!/\.txt$/i.test(file.path)) return null;
    const text = await textOf(file, "text");
    const split = this.pictureLists.get(file.path) ?? this.splitOfList(file, text);
    return split === null ? this.readLabels(file, text) : [pictureList(text, split)];
  }

  /** `train.txt`, of which nothing else speaks. */
  private splitOfList(file: AnnotationFile, text: string): string | null {
    const split = splitOfFolder(nameOf(file).replace(/\.txt$/i, ""));
    return split && text.trim() !== "" && looksLikePaths(text) ? split : null;
  }

  private readLabels(file: AnnotationFile, text: string): Parsed[] | null {
    const { list, pictures } = this.labels.get(file.path)!;
    const problem = (reason: string): Parsed[] => [{ annotations: [], problems: [{ where: "all of it", reason }] }];
    if (pictures === "ambiguous")
      return list && looksLikeLabels(text) ? problem("pictures in several folders have its name") : null;
    if (pictures.length === 0) {
      if (!list || !looksLikeLabels(text)) return null;
      const picture = imagesFor(file.path).replace(/\.txt$/i, "");
      return [{ annotations: [{ picture }], problems: [] }];
    }
    if (!list)
      return looksLikeLabels(text)
        ? problem(
            "there is no list of class names for it: add a data.yaml or classes.txt beside the labels or above them",
          )
        : null;
    const split = splitOfFile(path.posix.join(folderOf(file.path), "_"));
    return pictures.map((picture) => {
      const parsed = parseYolo(text, picture, list.settings.names, this.layouts.get(list)!, list.file.path);
      return split ? { ...parsed, annotations: [...parsed.annotations, { picture: picture.path, split }] } : parsed;
    });
  }

  private readList(list: ClassList): Parsed {
    const found = new Findings();
    const instead = this.classLists.instead(list);
    if (instead && list.rank < 3) found.problem("names", `the other class names in ${instead.file.path} are used`);
    const mixture = list.survey.mixture(this.layouts.get(list)!);
    if (mixture)
      found.problem(
        "its label files",
        `they hold lines of several kinds, ${mixture}: each line is read by what it holds`,
      );
    for (const key of list.settings.isDataset ? list.settings.rest : [])
      found.lose(`“${key}” of ${nameOf(list.file)}`, "values", "a dataset has no place for it");
    return found.parsed(this.ofFolders(list), list.isUsed ? list.settings.classes : []);
  }

  /** What the folders say that the settings name: splits, and classes where that is the task. */
  private ofFolders({ file, settings }: ClassList): Annotation[] {
    const base = folderOf(file.path);
    const isClassified = settings.task === "classify";
    const splits = new Map<string, string>();
    if (settings.places.length > 0) this.folders ??= new Folders(this.context.finder.pictures);
    for (const { split, place } of settings.places) {
      const folder = /\.txt$/i.test(place) ? null : this.folders!.resolve(place, settings.root, base);
      // Where one folder stands for two, its name says which it is.
      if (folder !== null && (!splits.has(folder) || path.posix.basename(folder) === split)) splits.set(folder, split);
    }
    if (splits.size === 0 && !isClassified) return [];
    const names = new Set(settings.names.values());
    return this.context.finder.pictures.flatMap((picture): Annotation[] => {
      const split = nearestOf(picture.path, splits);
      const label =
        isClassified && (base === "" || picture.path.startsWith(`${base}/`))
          ? picture.path
              .slice(base.length)
              .split("/")
              .slice(0, -1)
              .findLast((folder) => names.has(folder))
          : undefined;
      if (!split && !label) return [];
      return [{ picture: picture.path, ...(split ? { split } : {}), ...(label ? { labels: [label] } : {}) }];
    });
  }
}

/** What the nearest folder above a picture has. */
function nearestOf<T>(picture: string, byFolder: ReadonlyMap<string, T>): T | undefined {
  for (let folder = folderOf(picture); folder !== ""; folder = folderOf(folder)) {
    const found = byFolder.get(folder);
    if (found !== undefined) return found;
  }
  return undefined;
}

const pictureList = (text: string, split: string): Parsed => ({
  annotations: text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((picture) => ({ picture, split })),
  problems: [],
});

export const yoloReader: Reader = {
  format: "YOLO",
  claims: (name) => /\.(txt|ya?ml|names|labels|data)$/i.test(name),
  start: (context) => new YoloDataset(context).start(),
};
