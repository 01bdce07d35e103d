/** What a format of export is made of: files that go through all items in their order, and files of one item. */
import type { AppliedModel } from "@/lib/applied-models/schema";
import type { Loss } from "@/lib/annotations/model";
import type { ClassEntry, ClassList } from "@/lib/classes/list";
import type { Field } from "@/lib/fields/rules";
import type { ItemPart, ReadItems } from "@/lib/items/read-items";
import type { ItemFacts } from "@/lib/items/schema";
import type { ExportOptions } from "@/lib/operations/export";
import { folderName } from "./archive-paths";

/** What a file says of the whole; the same for the same version, so nothing of when or how it was made. */
export interface ExportInfo {
  readonly dataset_id: string;
  readonly dataset: string;
  readonly description: string;
  readonly dataset_creation_time: string;
  readonly exported_by: string;
  readonly snapshot_id: string | null;
  readonly state_digest: string;
  readonly state_time: string;
  /** Metadata fields of the version, in the order of their names. */
  readonly fields: readonly Field[];
  /** Models that enriched the version. */
  readonly models: readonly CoveringModel[];
}

/** A model with what its results are kept by. */
export interface CoveringModel {
  readonly model: AppliedModel;
  /** Names its run among all others, whatever dataset it was of. */
  readonly run: string;
  /** @param item its number */
  covers(item: number): boolean;
}

/** An item with its place in the export. */
export interface PlacedItem {
  readonly item: ItemFacts;
  /** From 0, among those that the format carries. */
  readonly index: number;
  /** Where its media lies in an archive, whether or not it is included. */
  readonly path: string;
  /** How many elements of each of its lists come before its own, by the list's name. */
  readonly before: Readonly<Record<string, number>>;
}

/** What is read of items. */
export interface AskedItems {
  /** What is not among them is as if they had none of it. All unless told. */
  readonly parts?: readonly ItemPart[];
  /** Those of this split alone; empty for those of none. All unless told. */
  readonly split?: string;
}

/** The items of an export in their order, some hundred at a time. */
export interface ItemSource {
  readonly blockCount: number;
  /** All classes of the version. */
  classes(): Promise<ClassList>;
  /** Reads a block; as many items whatever is asked for, where null stands for one that was not. */
  items(block: number, asked?: AskedItems): Promise<ReadItems>;
}

/** What has to be known of all items before anything of one can be written. */
export interface Survey {
  /** How many items the format carries. */
  readonly items: number;
  /** All classes of the version, by index. */
  readonly entries: readonly ClassEntry[];
  /** The index that the next class of the version would get. */
  readonly nextClass: number;
  /** Those that objects of the version may have, and those that items of the export are labelled with, in their order. */
  readonly classes: readonly string[];
  readonly labels: readonly string[];
  readonly licenses: readonly string[];
  /** Splits in the order of their names. */
  readonly splits: readonly string[];
  /** The largest number of keypoints of an object. */
  readonly keypoints: number;
  /** How many elements each list has, by its name. */
  readonly lists: Readonly<Record<string, number>>;
}

/** What goes through all items, a few hundred at a time, stands for itself, or follows from all that came before it. */
export type Section = string | ItemSection | { readonly after: () => string | Uint8Array };
export interface ItemSection {
  (items: readonly PlacedItem[]): string | Uint8Array;
  /** Where it says nothing but the elements of a list, its name: items that have none of it are not read for it. */
  readonly list?: string;
  /**
   * What it reads of an item, with what `before` and the path follow from, as far as it asks for these; everything unless told. Of
   * several sections in a file only the second and later ones profit while lengths are learnt, all while the file is sent.
   */
  readonly reads?: readonly ItemPart[];
  /** The split of which alone it says anything, empty for none. Of `before` it reads lists of that split only. */
  readonly split?: string;
}

export interface TextFile {
  readonly path: string;
  readonly mime: string;
  readonly sections: readonly Section[];
}

/** A file that is small enough to be made at once. */
export interface WholeFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

export interface FormatContext {
  readonly survey: Survey;
  readonly info: ExportInfo;
  readonly options: ExportOptions;
}

/** @param unit what is counted @param why with what becomes of it instead, if anything */
export type TellLoss = (what: string, unit: Loss["unit"], why: string, count?: number) => void;

export interface Format {
  /** Null, or why this item has no place in it: it is left out whole, with its media. */
  leavesOut?(item: ItemFacts, options: ExportOptions): string | null;
  /** Where its media would like to lie in an archive. */
  mediaPath(item: ItemFacts, options: ExportOptions): string;
  /** Something of an item goes by the name of its media without the extension. */
  readonly byStem?: boolean;
  /** Why these options make no file; null when they do. */
  refuses?(options: ExportOptions): string | null;
  /** How many elements an item has in each list of the format's files. */
  lists?(item: ItemFacts, options: ExportOptions): Readonly<Record<string, number>>;
  /** Files about many items. One alone, without media, is not put into an archive where `single` says so. */
  files(context: FormatContext): readonly TextFile[];
  readonly single?: boolean;
  /** It says which models covered which items. */
  readonly saysModels?: boolean;
  /** Files about one item; always as many, in the same order. */
  filesOf?(placed: PlacedItem, context: FormatContext): readonly WholeFile[];
  /** Files about some hundred items that follow each other, by the number of their block; always the same ones in the same order. */
  filesOfBlock?(items: readonly PlacedItem[], block: number): readonly WholeFile[];
  /** Files of single items and media go into tars of some thousand items each, instead of lying in the archive. */
  readonly shards?: {
    /** What the tars that an item may be in are called, without their number. */
    nameOf(item: ItemFacts): string;
    /** What its media is called in there. */
    memberOf(placed: PlacedItem): string;
  };
  /** Tells everything of an item that the files above do not say. */
  losses(item: ItemFacts, tell: TellLoss, options: ExportOptions, survey: Survey): void;
}

/** The elements of a JSON list, with commas between them across sections. @param asked see `ItemSection` */
export const jsonElements = (
  list: string,
  elementsOf: (placed: PlacedItem) => readonly unknown[],
  asked?: Pick<ItemSection, "reads" | "split">,
): ItemSection => jsonTexts(list, (placed) => elementsOf(placed).map((element) => JSON.stringify(element)), asked);

/** The same, of elements that are text already. */
export const jsonTexts = (
  list: string,
  textsOf: (placed: PlacedItem) => readonly string[],
  asked: Pick<ItemSection, "reads" | "split"> = {},
): ItemSection =>
  Object.assign(
    (items: readonly PlacedItem[]): string => {
      let text = "";
      for (const placed of items) {
        let at = placed.before[list] ?? 0;
        for (const element of textsOf(placed)) {
          text += (at === 0 ? "\n" : ",\n") + element;
          at += 1;
        }
      }
      return text;
    },
    { list, ...asked },
  );

/** A path without what an earlier export of the same kind put in front, so that exporting what was imported changes no path. */
export function withoutRoots(path: string, ...roots: readonly string[]): string {
  let rest = path;
  for (const root of roots) if (root !== "" && rest.startsWith(`${root}/`)) rest = rest.slice(root.length + 1);
  return rest;
}

/** Without what is undefined. */
export function defined<T extends object>(value: T): Partial<T> {
  const kept: Partial<T> = {};
  for (const key in value) if (value[key] !== undefined) kept[key] = value[key];
  return kept;
}

export type ItemField = "tags" | "metadata" | "issues" | "clusters" | "uniqueness scores";

/** What formats for annotations of pictures mostly have no place for. @param kept what this one has */
export function tellWords(item: ItemFacts, tell: TellLoss, format: string, kept: readonly ItemField[] = []): void {
  const counts: Record<ItemField, number> = {
    tags: item.tags.length,
    metadata: Object.keys(item.metadata).length,
    issues: item.issues.length,
    clusters: item.cluster_id === null ? 0 : 1,
    "uniqueness scores": item.uniqueness_score === null ? 0 : 1,
  };
  for (const [what, count] of Object.entries(counts) as [ItemField, number][])
    if (count > 0 && !kept.includes(what)) tell(what, "values", `${format} has no place for them`, count);
}

/** For formats whose files or folders are called like splits. */
export function tellSplit({ split }: ItemFacts, tell: TellLoss): void {
  if (split !== null && folderName(split) !== split)
    tell("names of splits", "pictures", "a folder or a file cannot be called so; other characters are put in");
}
