/** What an export's file is, before any of it is sent: its length, and how to make any part of it. Nothing is written to disk. */
import "server-only";
import { crc32 } from "node:zlib";
import type { Loss } from "@/lib/annotations/model";
import { checksumsOf, readOriginal } from "@/lib/media/checksums";
import { croissantOf, type DescribedFile, type DescribedFolder } from "./croissant";
import type { ItemDto } from "@/lib/items/schema";
import type { ExportInfo, Format, FormatContext, ItemSource, Section, WholeFile } from "./format";
import type { ExportOptions } from "@/lib/operations/export";
import { LossTally, SurveyedItems } from "./survey";
import { bytesOf, learnText, type Pieces, type TextPart } from "./text-part";
import { virtualTar } from "./virtual-tar";
import { VirtualZip, type ZipEntry } from "./virtual-zip";

export interface ExportPlan {
  readonly items: number;
  /** Length of the file. */
  readonly bytes: number;
  readonly mime: string;
  /** With its period. */
  readonly extension: string;
  readonly losses: readonly Loss[];
  /** How many files are in it: what keeping the plan in memory costs. */
  readonly parts: number;
  read(start: number, end: number): AsyncIterable<Uint8Array>;
}

const CROISSANT = "croissant.json";

/** @param progress share of the work that is done, from 0 to 1 */
export async function planExport(
  blocks: ItemSource,
  format: Format,
  info: ExportInfo,
  options: ExportOptions,
  progress: (share: number) => Promise<void> = () => Promise.resolve(),
): Promise<ExportPlan> {
  let steps = 0;
  // Two passes over all items and, as a guess until it is known, two through the files.
  let allSteps = 4 * Math.max(1, blocks.blockCount);
  const step = () => progress(Math.min(1, steps++ / allSteps));
  const tally = new LossTally();
  const items = await SurveyedItems.of(blocks, format, options, tally, step);
  const { survey } = items;
  const context: FormatContext = { survey, info, options };
  const files = format.files(context);
  const passes = files.flatMap(({ sections }) => sections.filter((section) => typeof section === "function")).length;
  allSteps = (2 + passes) * Math.max(1, blocks.blockCount);

  const itemEntries = await learnItemEntries(items, format, context, tally, step);
  const texts: { part: TextPart; mime: string }[] = [];
  for (const { path, mime, sections } of files)
    texts.push({
      part: await learnText(items.archivePaths.take(path), piecesOf(items, sections), step),
      mime,
    });
  const about = { items: survey.items, losses: tally.losses };
  const [only] = texts;
  if (only && format.single && !options.include_images)
    return {
      ...about,
      bytes: only.part.size,
      mime: only.mime,
      extension: only.part.path.slice(only.part.path.lastIndexOf(".")),
      parts: 1,
      read: (start, end) => only.part.open(start, end),
    };
  const described = texts.map(({ part, mime }): DescribedFile => ({ ...part, mime }));
  const croissant = croissantOf(info, survey, described, format.shards ? SHARDS : foldersOf(itemEntries, options));
  const entries = [
    await learnText(CROISSANT, { count: 1, content: () => croissant }),
    ...texts.map(({ part }) => part),
    ...(format.shards ? shardsOf(itemEntries) : itemEntries.map(({ entry }) => entry)),
  ];
  const zip = new VirtualZip(entries);
  return {
    ...about,
    bytes: zip.length,
    mime: "application/zip",
    extension: ".zip",
    parts: texts.length + itemEntries.length,
    read: (start, end) => zip.read(start, end),
  };
}

/** Sections as pieces: one that goes through all items is a piece for each block. */
function piecesOf(items: SurveyedItems, sections: readonly Section[]): Pieces {
  const pieces = sections.flatMap((section): Pieces["content"][] => {
    if (typeof section === "string") return [() => section];
    if (typeof section !== "function") return [section.after];
    return Array.from(
      { length: items.blockCount },
      (_none, block) => async () =>
        section.list !== undefined && !items.has(block, section.list) ? "" : section(await items.placed(block)),
    );
  });
  return { count: pieces.length, content: (index) => pieces[index]!(index) };
}

interface ItemEntry {
  readonly entry: ZipEntry;
  /** `media`, or the folder that files of single items lie in. */
  readonly kind: string;
  /** What the tars that it may be in are called; empty where there are none. */
  readonly shard: string;
  /** The place of its item. */
  readonly index: number;
}

/** Media and files of single items, in the order of the items; tells on the way what of each item is lost. */
async function learnItemEntries(
  items: SurveyedItems,
  format: Format,
  context: FormatContext,
  { tell }: LossTally,
  step: () => Promise<void>,
): Promise<ItemEntry[]> {
  const { survey, options } = context;
  const entries: ItemEntry[] = [];
  for (let block = 0; block < items.blockCount; block += 1) {
    await step();
    const placed = await items.placed(block);
    for (const [which, { path, content }] of (format.filesOfBlock?.(placed, block) ?? []).entries())
      entries.push({
        shard: "",
        index: placed[0]!.index,
        kind: topOf(path),
        entry: wholeEntry(
          { path: items.archivePaths.take(path), content },
          async () => format.filesOfBlock!(await items.placed(block), block)[which]!.content,
        ),
      });
    const checksums = options.include_images
      ? await checksumsOf([...new Set(placed.map(({ item }) => item.sha256))])
      : null;
    for (const [at, one] of placed.entries()) {
      const of = { shard: format.shards?.nameOf(one.item) ?? "", index: one.index };
      format.losses(one.item, tell, options, survey);
      for (const [which, file] of (format.filesOf?.(one, context) ?? []).entries())
        entries.push({
          ...of,
          kind: topOf(file.path),
          entry: wholeEntry(file, async () => {
            const again = (await items.placed(block))[at]!;
            return format.filesOf!(again, context)[which]!.content;
          }),
        });
      if (checksums)
        entries.push({
          ...of,
          kind: "media",
          entry: mediaEntry(one.item, format.shards?.memberOf(one) ?? one.path, checksums.get(one.item.sha256)),
        });
    }
  }
  return entries;
}

const topOf = (path: string): string => path.slice(0, path.indexOf("/"));

function wholeEntry({ path, content }: WholeFile, again: () => Promise<WholeFile["content"]>): ZipEntry {
  const bytes = bytesOf(content);
  return {
    path,
    size: bytes.byteLength,
    crc32: crc32(bytes),
    async *open(start, end) {
      yield bytesOf(await again()).subarray(start, end);
    },
  };
}

function mediaEntry(
  { sha256 }: ItemDto,
  path: string,
  checksum: { readonly size: number; readonly crc32: number } | undefined,
): ZipEntry {
  if (!checksum) throw new Error(`${sha256} is not among the media`);
  return { path, ...checksum, open: (start, end) => readOriginal(sha256, start, end) };
}

const SHARDS: DescribedFolder[] = [{ id: "shards", mime: "application/x-tar", glob: "*.tar" }];
/** Items of a tar: few enough to be shuffled, and to be shared out among readers. */
const SHARD_ITEMS = 2_000;

/** Tars of one name each, in the order in which they begin. */
function shardsOf(entries: readonly ItemEntry[]): ZipEntry[] {
  const shards = new Map<string, { items: Set<number>; tars: ZipEntry[][] }>();
  for (const { shard, index, entry } of entries) {
    let known = shards.get(shard);
    if (!known) shards.set(shard, (known = { items: new Set(), tars: [] }));
    if (!known.items.has(index) && known.items.size % SHARD_ITEMS === 0) known.tars.push([]);
    known.items.add(index);
    known.tars.at(-1)!.push(entry);
  }
  return [...shards].flatMap(([name, { tars }]) =>
    tars.map((members, number) => virtualTar(`${name}-${String(number).padStart(6, "0")}.tar`, members)),
  );
}

const MIMES: Readonly<Record<string, string>> = {
  media: "image/*",
  labels: "text/plain",
  Annotations: "application/xml",
};

function foldersOf(entries: readonly ItemEntry[], { include_images }: ExportOptions): DescribedFolder[] {
  const kinds = [...new Set(entries.map(({ kind }) => kind))].sort();
  return kinds.map((kind) => {
    const first = entries.find((entry) => entry.kind === kind)!.entry.path;
    // Media of formats with class folders lie in as many folders as there are splits.
    const root = first.slice(0, first.indexOf("/"));
    const together = entries.every((entry) => entry.kind !== kind || entry.entry.path.startsWith(`${root}/`));
    return { id: kind, mime: MIMES[kind] ?? "text/plain", glob: together || !include_images ? `${root}/**` : "**" };
  });
}
