/** What an export's file is, before any of it is sent: its length, and how to make any part of it. Nothing of it is written to disk. */
import "server-only";
import { crc32 } from "node:zlib";
import type { Loss } from "@/lib/annotations/model";
import { readOriginal } from "@/lib/media/checksums";
import type { ExportOptions } from "@/lib/operations/export";
import { croissantOf, type DescribedFile, type DescribedFolder } from "./croissant";
import type { ExportInfo, Format, FormatContext, ItemSource, TextFile } from "./format";
import type { LearntExport } from "./learn";
import type { LearntEntries, LearntEntry } from "./learnt-entries";
import { PlacedItems } from "./survey";
import { bytesOf, textEntry, type LearntText } from "./text-part";
import { virtualTar } from "./virtual-tar";
import { joinedEntries, VirtualZip, type ZipEntries, type ZipEntry } from "./virtual-zip";

export interface ExportPlan {
  readonly items: number;
  /** Length of the file. */
  readonly bytes: number;
  readonly mime: string;
  /** With its period. */
  readonly extension: string;
  readonly losses: readonly Loss[];
  /** What keeping the plan takes, in bytes of memory, near enough. */
  readonly memory: number;
  read(start: number, end: number): AsyncIterable<Uint8Array>;
}

const CROISSANT = "croissant.json";

/** The file, from what was learnt of it; no item is read before some of its bytes are. */
export function planFrom(
  learnt: LearntExport,
  blocks: ItemSource,
  format: Format,
  info: ExportInfo,
  options: ExportOptions,
): ExportPlan {
  const { surveyed, losses, entries } = learnt;
  const { survey } = surveyed;
  const context: FormatContext = { survey, info, options };
  const items = new PlacedItems(blocks, format, options, surveyed);
  const texts = format.files(context).map(({ mime, sections }, at) => {
    const text = learnt.texts[at]!;
    return { mime, sha256: text.sha256, entry: textEntry(text, piecesOf(items, sections, text)) };
  });
  const about = { items: survey.items, losses, memory: memoryOf(learnt) };
  const [only] = texts;
  if (only && format.single && !options.include_images)
    return {
      ...about,
      bytes: only.entry.size,
      mime: only.mime,
      extension: only.entry.path.slice(only.entry.path.lastIndexOf(".")),
      read: (start, end) => only.entry.open(start, end),
    };
  const described = texts.map(({ entry, mime, sha256 }): DescribedFile => ({ ...entry, mime, sha256 }));
  const folders = format.shards ? SHARDS : foldersOf(entries, options);
  const croissant = bytesOf(croissantOf(info, survey, described, folders));
  // Made when they are asked for.
  const ofItems: ZipEntries = {
    length: entries.length,
    at: (index) => itemEntry(entries.at(index), items, format, context),
    extentOf: (index) => entries.extentOf(index),
  };
  const zip = new VirtualZip(
    joinedEntries(
      [{ path: CROISSANT, ...constant(croissant) }, ...texts.map(({ entry }) => entry)],
      format.shards ? shardsOf(entries, ofItems) : ofItems,
    ),
  );
  return {
    ...about,
    bytes: zip.length,
    mime: "application/zip",
    extension: ".zip",
    read: (start, end) => zip.read(start, end),
  };
}

/** A number in a list, an element's name beside it, and entries. */
const memoryOf = ({ surveyed: { before, moved, survey }, texts, entries }: LearntExport): number =>
  2_000 +
  before.length * 40 * (1 + Object.keys(survey.lists).length) +
  moved.length * 150 +
  texts.reduce((sum, { sizes, afters }) => sum + 16 * sizes.length + afters.join("").length, 0) +
  entries.bytes +
  // Where each begins, in the file and in its directory.
  entries.length * 16;

const constant = (bytes: Uint8Array): Omit<ZipEntry, "path"> => ({
  size: bytes.byteLength,
  crc32: crc32(bytes),
  async *open(start, end) {
    yield await Promise.resolve(bytes.subarray(start, end));
  },
});

/** Blocks that are asked for before they are needed. */
const READ_AHEAD = 2;

/** The pieces of a file by number: one that goes through all items is a piece for each block. */
function piecesOf(items: PlacedItems, sections: TextFile["sections"], { afters }: LearntText) {
  let after = 0;
  const pieces = sections.flatMap((section): (() => Promise<string | Uint8Array> | string | Uint8Array)[] => {
    if (typeof section === "string") return [() => section];
    if (typeof section !== "function") {
      const content = Buffer.from(afters[after++]!, "base64");
      return [() => content];
    }
    return Array.from({ length: items.blockCount }, (_none, block) => async () => {
      const asked = { parts: section.reads, split: section.split };
      // Begins before this one is awaited: the database reads the next while this process is with this one.
      const placed = items.placed(block, asked);
      for (let next = block + 1, ahead = 0; next < items.blockCount && ahead < READ_AHEAD; next += 1) {
        if (!items.has(next, section)) continue;
        items.expect(next, asked);
        ahead += 1;
      }
      return section(await placed);
    });
  });
  return (piece: number) => pieces[piece]!();
}

/** A medium, or a file that is made again from its item or its block. */
function itemEntry(
  { path, size, crc32, of }: LearntEntry,
  items: PlacedItems,
  format: Format,
  context: FormatContext,
): ZipEntry {
  if (typeof of === "string") return { path, size, crc32, open: (start, end) => readOriginal(of, start, end) };
  const { block, at, which } = of;
  return {
    path,
    size,
    crc32,
    async *open(start, end) {
      const placed = await items.placedWhole(block);
      const files = at === undefined ? format.filesOfBlock!(placed, block) : format.filesOf!(placed[at]!, context);
      const bytes = bytesOf(files[which]!.content);
      if (bytes.byteLength !== size) throw new Error(`${path} is not what it was when its length was learnt`);
      yield bytes.subarray(start, end);
    },
  };
}

const SHARDS: DescribedFolder[] = [{ id: "shards", mime: "application/x-tar", glob: "*.tar" }];
/** Items of a tar: few enough to be shuffled, and to be shared out among readers. */
const SHARD_ITEMS = 2_000;

/** Tars of one name each, in the order in which they begin. */
function shardsOf(learnt: LearntEntries, entries: ZipEntries): ZipEntry[] {
  const shards = new Map<string, { items: number; last: number; tars: number[][] }>();
  for (let at = 0; at < learnt.length; at += 1) {
    const { shard, index } = learnt.at(at);
    let known = shards.get(shard);
    if (!known) shards.set(shard, (known = { items: 0, last: -1, tars: [] }));
    // Files of one item follow each other.
    if (known.last !== index) {
      if (known.items % SHARD_ITEMS === 0) known.tars.push([]);
      known.items += 1;
      known.last = index;
    }
    known.tars.at(-1)!.push(at);
  }
  return [...shards].flatMap(([name, { tars }]) =>
    tars.map((numbers, number) => {
      const places = Uint32Array.from(numbers);
      const members: ZipEntries = { length: places.length, at: (index) => entries.at(places[index]!) };
      return virtualTar(`${name}-${String(number).padStart(6, "0")}.tar`, members);
    }),
  );
}

const MIMES: Readonly<Record<string, string>> = {
  media: "image/*",
  labels: "text/plain",
  Annotations: "application/xml",
};

const foldersOf = ({ folders }: LearntEntries, { include_images }: ExportOptions): DescribedFolder[] =>
  folders.map(({ kind, root, together }) => ({
    id: kind,
    mime: MIMES[kind] ?? "text/plain",
    // Media of formats with class folders lie in as many folders as there are splits.
    glob: together || !include_images ? `${root}/**` : "**",
  }));
