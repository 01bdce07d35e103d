/**
 * Goes through all items of an export and learns how long its files are, and their checksums. What is learnt is plain data: any
 * process that has it can send any part of the file at once.
 */
import "server-only";
import { crc32 } from "node:zlib";
import type { Loss } from "@/lib/annotations/model";
import type { ItemPart } from "@/lib/items/read-items";
import { checksumsOf } from "@/lib/media/checksums";
import type { ExportOptions } from "@/lib/operations/export";
import type { ArchivePaths } from "./archive-paths";
import type {
  AskedItems,
  ExportInfo,
  Format,
  FormatContext,
  ItemSection,
  ItemSource,
  PlacedItem,
  WholeFile,
} from "./format";
import { LearntEntries, type LearntEntry } from "./learnt-entries";
import { LossTally, PlacedItems, surveyItems, type Surveyed } from "./survey";
import { bytesOf, TextLearner, type LearntText } from "./text-part";

export interface LearntExport {
  readonly surveyed: Surveyed;
  readonly losses: readonly Loss[];
  /** Of the files that go through all items, in their order. */
  readonly texts: readonly LearntText[];
  /** Media and files of single items or blocks, in the order of the items. */
  readonly entries: LearntEntries;
}

/** @param progress share of the work that is done, from 0 to 1 */
export async function learnExport(
  blocks: ItemSource,
  format: Format,
  info: ExportInfo,
  options: ExportOptions,
  progress: (share: number) => Promise<void> = () => Promise.resolve(),
): Promise<LearntExport> {
  let steps = 0;
  // To survey them and, as a guess until it is known, two passes.
  let allSteps = 3 * Math.max(1, blocks.blockCount);
  const step = () => progress(Math.min(1, steps++ / allSteps));
  const tally = new LossTally();
  if (!format.saysModels && info.models.length > 0)
    tally.tell(
      "models that enriched the version",
      "values",
      "only Stillframe's own format says them",
      info.models.length,
    );
  const { surveyed, archivePaths } = await surveyItems(blocks, format, options, tally, step);
  const context: FormatContext = { survey: surveyed.survey, info, options };
  const items = new PlacedItems(blocks, format, options, surveyed);
  const files = format.files(context);
  const passes = Math.max(
    1,
    ...files.map(({ sections }) => sections.filter((section) => typeof section === "function").length),
  );
  allSteps = (1 + passes) * Math.max(1, blocks.blockCount);

  const learners = files.map((file) => new TextLearner(file));
  const entries = new EntryLearner(format, context, archivePaths, tally);
  // Checksums ask for each file from its beginning to its end, but all files can be learnt side by side.
  for (let pass = 0; ; pass += 1) {
    const sections = learners.map((learner) => learner.next());
    if (pass > 0 && sections.every((section) => section === null)) break;
    const asked: AskedItems = pass === 0 ? {} : { parts: partsOf(sections) };
    for (let block = 0; block < items.blockCount; block += 1) {
      await step();
      const speaks = (section: ItemSection | null) => section !== null && items.has(block, section);
      const placed = pass === 0 || sections.some(speaks) ? await items.placed(block, asked) : [];
      items.expect(block + 1, asked);
      if (pass === 0) await entries.add(placed, block);
      for (const [at, section] of sections.entries())
        if (section) learners[at]!.add(speaks(section) ? section(placed) : "");
    }
  }
  const texts = learners.map((learner, at) => learner.learnt(archivePaths.take(files[at]!.path)));
  return { surveyed, losses: tally.losses, texts, entries: entries.learnt };
}

/** What all of these sections read; undefined where one reads everything. */
function partsOf(sections: readonly (ItemSection | null)[]): readonly ItemPart[] | undefined {
  const parts = new Set<ItemPart>();
  for (const section of sections) {
    if (!section) continue;
    if (!section.reads) return undefined;
    for (const part of section.reads) parts.add(part);
  }
  return [...parts];
}

/** Takes in the items' own files and media; tells on the way what of each item is lost. */
class EntryLearner {
  readonly learnt = new LearntEntries();

  constructor(
    private readonly format: Format,
    private readonly context: FormatContext,
    private readonly archivePaths: ArchivePaths,
    private readonly tally: LossTally,
  ) {}

  async add(items: readonly PlacedItem[], block: number): Promise<void> {
    const { format, context } = this;
    const { options, survey } = context;
    for (const [which, file] of (format.filesOfBlock?.(items, block) ?? []).entries())
      this.addFile(
        { ...file, path: this.archivePaths.take(file.path) },
        { shard: "", index: items[0]!.index, of: { block, which } },
      );
    const checksums = options.include_images
      ? await checksumsOf([...new Set(items.map(({ item }) => item.sha256))])
      : null;
    for (const [at, placed] of items.entries()) {
      const { item, index, path } = placed;
      const shard = format.shards?.nameOf(item) ?? "";
      format.losses(item, this.tally.tell, options, survey);
      for (const [which, file] of (format.filesOf?.(placed, context) ?? []).entries())
        this.addFile(file, { shard, index, of: { block, at, which } });
      if (!checksums) continue;
      const checksum = checksums.get(item.sha256);
      if (!checksum) throw new Error(`${item.sha256} is not among the media`);
      this.learnt.add({
        path: format.shards?.memberOf(placed) ?? path,
        ...checksum,
        kind: "media",
        shard,
        index,
        of: item.sha256,
      });
    }
  }

  private addFile({ path, content }: WholeFile, of: Pick<LearntEntry, "shard" | "index" | "of">): void {
    const bytes = bytesOf(content);
    const kind = path.slice(0, path.indexOf("/"));
    this.learnt.add({ path, size: bytes.byteLength, crc32: crc32(bytes), kind, ...of });
  }
}
