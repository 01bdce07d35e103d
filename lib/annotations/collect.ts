/** Reads the annotation files that came with media and says, for each picture, what they say of it together. */
import { describeError, isSystemError } from "@/lib/errors";
import { fieldNameProblem, type Field } from "@/lib/fields/rules";
import { placed, type Placement } from "@/lib/objects/geometry";
import { OBJECT_TYPES, type FoundObject } from "@/lib/objects/model";
import type { ClassMapping } from "@/lib/operations/annotation-import";
import { canonicalAround, canonicalJson, CanonicalText } from "@/lib/revisions/payloads";
import { shortened, storableWithin } from "@/lib/text";
import { JsonFile } from "./json-stream";
import { renamedAnnotation, renamedClasses } from "./mapping";
import type { Annotation, FoundClass, FoundModel, Loss, Parsed } from "./model";
import { PictureFinder, type Picture } from "./pictures";
import { placementOn } from "./placement";
import { Pile } from "./pile";
import type { AnnotationFile, Reader, ReadFile } from "./reader";
import { READERS } from "./readers";

export type Metadata = Readonly<Record<string, unknown>>;

/** What is known of one picture. Objects and metadata are read when they are asked for: all together may not fit into memory. */
export class PictureAnnotations {
  readonly labels = new Set<string>();
  readonly tags = new Set<string>();
  /** Beside the labels. */
  readonly propagated = new Set<string>();
  /** Names of the runs of models that covered it. */
  readonly models = new Set<string>();
  readonly captions: string[] = [];
  /** What the picture was called where it comes from. */
  called: string | null = null;
  split: string | null = null;
  license: string | null = null;
  source_url: string | null = null;
  private readonly places: number[] = [];
  /** Where in the text of each object its id belongs. */
  private readonly gaps: number[] = [];
  private bringIds = false;
  private metadataPlace: number | null = null;

  constructor(private readonly pile: Pile) {}

  get isLabelled(): boolean {
    return this.labels.size + this.propagated.size > 0;
  }

  get objectCount(): number {
    return this.places.length;
  }

  add(object: FoundObject): void {
    this.bringIds ||= object.extra?.object_id !== undefined;
    const [before, after] = canonicalAround(object, "object_id");
    this.places.push(this.pile.putText(before + after));
    this.gaps.push(before.length);
  }

  /** In pixels of the picture as shown. */
  objects(): FoundObject[] {
    return this.places.map((place, index) => {
      const text = this.pile.textAt(place);
      return JSON.parse(text.slice(0, this.gaps[index]) + text.slice(this.gaps[index]! + 1)) as FoundObject;
    });
  }

  /**
   * The objects as a revision has them where nothing else is to be thought of: as they were put aside, without being read. Null where a
   * file gave ids of its own.
   * @param newId an id for the object of that place
   */
  written(newId: (index: number) => string): CanonicalText | null {
    if (this.bringIds) return null;
    const texts = this.places.map((place, index) => {
      const text = this.pile.textAt(place);
      return `${text.slice(0, this.gaps[index])}"object_id":"${newId(index)}"${text.slice(this.gaps[index])}`;
    });
    return new CanonicalText(`[${texts.join(",")}]`);
  }

  /** What was said first stays. @returns the fields of which something else was said before */
  addMetadata(values: Metadata): string[] {
    const before = this.metadata();
    const after = before ? { ...values, ...before } : values;
    if (!before || Object.keys(after).length > Object.keys(before).length) this.metadataPlace = this.pile.put(after);
    const isOther = (field: string) =>
      Object.hasOwn(before!, field) && canonicalJson(before![field]) !== canonicalJson(values[field]);
    return before ? Object.keys(values).filter(isOther) : [];
  }

  /** Null where nothing was said. */
  metadata(): Metadata | null {
    return this.metadataPlace === null ? null : (this.pile.get(this.metadataPlace) as Metadata);
  }
}

export interface FileProblem {
  readonly path: string;
  readonly reason: string;
}
export interface Collected {
  /** By the picture's path. */
  readonly byPath: ReadonlyMap<string, PictureAnnotations>;
  /** The first 1,000 that could not be used, with file and place. */
  readonly problems: readonly FileProblem[];
  readonly problemCount: number;
  /** Files that turned out to be no annotations. */
  readonly others: AnnotationFile[];
  /** What is not kept, and why. */
  readonly losses: readonly Loss[];
  /** Classes that files list, in their order. */
  readonly classes: readonly FoundClass[];
  /** The place after the last one that their lists ever had. */
  readonly classesEnd: number;
  /** Models that enriched what the files come from, by the names of their runs. */
  readonly models: ReadonlyMap<string, FoundModel["model"]>;
  /** Formats of the files that were read. */
  readonly formats: readonly string[];
  /** Metadata fields that files declare, by their names. */
  readonly fields: ReadonlyMap<string, Field>;
  /** How many pictures files speak of, and how many that nobody has. */
  readonly pictures: { readonly matched: number; readonly unmatched: number };
  /** The first names of pictures that nobody has. */
  readonly unmatchedNames: readonly string[];
  /** What files speak of at all. */
  readonly speaksOf: ReadonlySet<SpokenOf>;
  /** How many labels, captions and objects of each kind were taken. */
  readonly byKind: Readonly<Record<string, number>>;
  /** How many labels and objects of each class. */
  readonly byClass: Readonly<Record<string, number>>;
  /** Lets go of what lies on disk; objects cannot be asked for any more. */
  close(): void;
}

export type SpokenOf = "labels" | "captions" | "objects" | "tags" | "metadata";

const MAX_PROBLEMS = 1_000;
const MAX_NAMES = 20;
const MAX_CAPTION = 5_000;
const isWebAddress = (text: string): boolean => /^https?:\/\//i.test(text) && URL.canParse(text);

export interface CollectOptions {
  /** How EXIF turns a picture of which that is not on record. */
  readonly orientationOf?: (picture: Picture) => Promise<number | null>;
  readonly readers?: readonly Reader[];
  /** New names of classes. */
  readonly mapping?: ClassMapping | undefined;
}

export async function collectAnnotations(
  files: readonly AnnotationFile[],
  pictures: readonly Picture[],
  { orientationOf, readers = READERS, mapping = {} }: CollectOptions = {},
): Promise<Collected> {
  const collection = new Collection(new PictureFinder(pictures), orientationOf, mapping);
  try {
    await collection.read(
      [...files].sort((a, b) => (a.path < b.path ? -1 : 1)),
      readers,
    );
    return collection;
  } catch (error) {
    collection.close();
    throw error;
  }
}

/** What a place of a file is called where it is told. */
const whereOf = ({ where, picture }: Annotation): string => where ?? picture;

interface Size {
  readonly width: number;
  readonly height: number;
}
/** Whether anything of an object lies on the picture. */
const isOn = ({ col_x, row_y, width, height }: FoundObject, picture: Size): boolean =>
  overlaps(col_x, width, picture.width) && overlaps(row_y, height, picture.height);
/** What has no extent, as a line along the edge, is on the edge too. */
const overlaps = (start: number, length: number, side: number): boolean =>
  length === 0 ? start >= 0 && start <= side : start < side && start + length > 0;

class Collection implements Collected {
  readonly byPath = new Map<string, PictureAnnotations>();
  readonly problems: FileProblem[] = [];
  problemCount = 0;
  readonly others: AnnotationFile[] = [];
  readonly pictures = { matched: 0, unmatched: 0 };
  readonly unmatchedNames: string[] = [];
  readonly fields = new Map<string, Field>();
  readonly byKind: Record<string, number> = {};
  readonly models = new Map<string, FoundModel["model"]>();
  classesEnd = 0;
  private readonly counted = new Map<string, number>();
  private readonly lost = new Map<string, Loss>();
  private readonly listed = new Map<string, FoundClass>();
  private readonly used = new Set<string>();
  private readonly pile = new Pile();
  private readonly turned = new Map<string, number | null>();
  private readonly isMapped: boolean;
  /** What the file that is being read calls pictures: a file of a million annotations names each picture many times. */
  private called = new Map<string, Picture | null>();
  /** Pictures of which it was told that the file that is being read has them in another size. */
  private otherSize = new Set<string>();

  constructor(
    private readonly finder: PictureFinder,
    private readonly orientationOf: CollectOptions["orientationOf"],
    private readonly mapping: ClassMapping,
  ) {
    this.isMapped = Object.keys(mapping).length > 0;
  }

  get losses(): Loss[] {
    return [...this.lost.values()];
  }
  get classes(): FoundClass[] {
    return [...this.listed.values()];
  }
  get formats(): string[] {
    return [...this.used];
  }
  get byClass(): Record<string, number> {
    return Object.fromEntries(this.counted);
  }
  get speaksOf(): Set<SpokenOf> {
    const kinds: Readonly<Record<SpokenOf, readonly string[]>> = {
      labels: ["label"],
      captions: ["caption"],
      objects: OBJECT_TYPES,
      tags: ["tag"],
      metadata: ["value"],
    };
    const said = (all: readonly string[]) => all.some((kind) => (this.byKind[kind] ?? 0) > 0);
    return new Set((Object.keys(kinds) as SpokenOf[]).filter((what) => said(kinds[what])));
  }
  close(): void {
    this.pile.close();
  }

  async read(files: readonly AnnotationFile[], readers: readonly Reader[]): Promise<void> {
    let [asked, json]: [AnnotationFile | null, JsonFile | null] = [null, null];
    const context = {
      files,
      finder: this.finder,
      json: (file: AnnotationFile) => {
        if (!json || asked !== file) [asked, json] = [file, new JsonFile(file.file, file.size)];
        return json;
      },
    };
    const started: [Reader, ReadFile][] = [];
    for (const reader of readers) started.push([reader, await reader.start(context)]);
    for (const file of files) {
      try {
        if (!(await this.readFile(file, started))) this.others.push(file);
      } catch (error) {
        if (isSystemError(error)) throw error;
        const reason =
          error instanceof SyntaxError ? "it is no valid JSON" : describeError(error, `Reading ${file.path}`);
        this.tell(file, `it cannot be read: ${reason}`);
      }
    }
    this.pictures.matched = this.byPath.size;
  }

  /** @returns whether any format has it for its own */
  private async readFile(file: AnnotationFile, readers: readonly (readonly [Reader, ReadFile])[]): Promise<boolean> {
    this.called = new Map();
    this.otherSize = new Set();
    for (const [reader, read] of readers) {
      const parts = reader.claims(file.path) ? await read(file) : null;
      if (!parts) continue;
      // A file that only describes others, such as a list of names, says nothing by itself.
      for await (const parsed of parts) {
        this.used.add(reader.format);
        await this.takeAll(file, parsed);
      }
      return true;
    }
    return false;
  }

  private tell(file: AnnotationFile, reason: string): void {
    this.problemCount += 1;
    if (this.problems.length < MAX_PROBLEMS) this.problems.push({ path: file.path, reason });
  }

  private lose({ what, unit, why, count }: Loss): void {
    const key = JSON.stringify([what, unit, why]);
    this.lost.set(key, { what, unit, why, count: count + (this.lost.get(key)?.count ?? 0) });
  }

  private count(kind: string, label?: string): void {
    this.byKind[kind] = (this.byKind[kind] ?? 0) + 1;
    if (label !== undefined) this.counted.set(label, (this.counted.get(label) ?? 0) + 1);
  }

  private async takeAll(file: AnnotationFile, parsed: Parsed): Promise<void> {
    // Files hold any character, the database does not.
    for (const annotation of parsed.annotations) {
      const waits = this.take(file, this.renamed(storableWithin(annotation)));
      // Of a million none has to, mostly.
      if (waits) await waits;
    }
    for (const { where, reason } of parsed.problems) this.tell(file, `${where}: ${reason}`);
    for (const loss of parsed.losses ?? []) this.lose(loss);
    for (const one of renamedClasses(this.mapping, parsed.classes ?? []))
      // What one file lists for pictures another may list for objects.
      if (!this.listed.has(one.name) || (this.listed.get(one.name)!.forItems && !one.forItems))
        this.listed.set(one.name, one);
    for (const { run, model } of parsed.models ?? []) if (!this.models.has(run)) this.models.set(run, model);
    this.classesEnd = Math.max(this.classesEnd, parsed.classesEnd ?? 0);
    for (const field of parsed.fields ?? []) {
      const wrong = fieldNameProblem(field.name);
      if (wrong) this.tell(file, `field “${shortened(field.name, 60)}”: ${wrong}`);
      else if (!this.fields.has(field.name)) this.fields.set(field.name, field);
    }
  }

  /** By the names that classes get; what is left out is told. */
  private renamed(annotation: Annotation): Annotation {
    if (!this.isMapped) return annotation;
    const { annotation: next, labels, objects } = renamedAnnotation(this.mapping, annotation);
    const why = "the mapping of classes leaves them out";
    if (labels > 0) this.lose({ what: "labels of classes left out", unit: "values", count: labels, why });
    if (objects > 0) this.lose({ what: "objects of classes left out", unit: "objects", count: objects, why });
    return next;
  }

  /** The picture; null where there is none, or several, which is told once for each name in a file. */
  private pictureOf(file: AnnotationFile, annotation: Annotation): Picture | null {
    const known = this.called.get(annotation.picture);
    if (known !== undefined) return known;
    const names = [annotation.picture, ...(annotation.also ?? [])];
    const found = names.reduce<Picture | "ambiguous" | null>(
      (before, name) => before ?? this.finder.find(name, file.path),
      null,
    );
    const byContent = annotation.sha256 === undefined ? null : this.finder.findContent(annotation.sha256);
    const picture = found === "ambiguous" ? byContent : (found ?? byContent);
    this.called.set(annotation.picture, picture);
    if (picture) return picture;
    if (!found) {
      this.pictures.unmatched += 1;
      if (this.unmatchedNames.length < MAX_NAMES) this.unmatchedNames.push(annotation.picture);
    }
    this.tell(
      file,
      found
        ? `${whereOf(annotation)}: several pictures are called “${annotation.picture}”; give its path`
        : `${whereOf(annotation)}: there is no picture “${annotation.picture}”`,
    );
    return null;
  }

  /** @returns nothing, unless a file has to be asked how its picture is turned */
  private take(file: AnnotationFile, annotation: Annotation): Promise<void> | null {
    const picture = this.pictureOf(file, annotation);
    if (!picture) return null;
    let known = this.byPath.get(picture.path);
    if (!known) this.byPath.set(picture.path, (known = new PictureAnnotations(this.pile)));
    for (const label of annotation.labels ?? []) {
      if (!known.labels.has(label) && !known.propagated.has(label)) this.count("label", label);
      known.labels.add(label);
    }
    for (const tag of annotation.tags ?? []) {
      if (!known.tags.has(tag)) this.count("tag");
      known.tags.add(tag);
    }
    for (const label of annotation.propagated ?? []) {
      if (!known.labels.has(label) && !known.propagated.has(label)) this.count("label", label);
      known.propagated.add(label);
    }
    for (const run of annotation.models ?? []) known.models.add(run);
    known.called ??= annotation.called ?? null;
    if (annotation.metadata && Object.keys(annotation.metadata).length > 0) {
      this.byKind.value = (this.byKind.value ?? 0) + Object.keys(annotation.metadata).length;
      for (const field of known.addMetadata(annotation.metadata))
        this.tell(
          file,
          `${whereOf(annotation)}: another value of “${shortened(field, 60)}” was read before; that one is kept`,
        );
    }
    for (const caption of annotation.captions ?? []) this.takeCaption(known, caption);
    for (const field of ["split", "license", "source_url"] as const) {
      const value = annotation[field];
      if (value === undefined) continue;
      // It becomes a link that people click.
      if (field === "source_url" && !isWebAddress(value)) {
        this.lose({ what: "sources", unit: "values", count: 1, why: "a source is an address that begins with http" });
        continue;
      }
      if (known[field] !== null && known[field] !== value)
        this.tell(
          file,
          `${whereOf(annotation)}: its ${field} is “${value}” here and “${known[field]}” elsewhere; that one is kept`,
        );
      known[field] ??= value;
    }
    return annotation.objects?.length ? this.takeObjects(file, annotation, annotation.objects, picture, known) : null;
  }

  private takeCaption(known: PictureAnnotations, caption: string): void {
    const text = shortened(caption, MAX_CAPTION);
    if (text.length < caption.length)
      this.lose({ what: "ends of captions", unit: "values", count: 1, why: "a caption has at most 5,000 characters" });
    if (known.captions.includes(text)) return;
    known.captions.push(text);
    this.count("caption");
  }

  private takeObjects(
    file: AnnotationFile,
    annotation: Annotation,
    objects: readonly FoundObject[],
    picture: Picture,
    known: PictureAnnotations,
  ): Promise<void> | null {
    const { width, height } = picture;
    if (annotation.isExact) {
      for (const object of objects) this.keep(known, object);
      return null;
    }
    if (!width || !height) {
      this.lose({
        what: "objects on files without a size",
        unit: "objects",
        count: objects.length,
        why: "no picture could be read of these videos, so that there is nothing to place them on",
      });
      return null;
    }
    const size = { width, height };
    const { scale = "pixels" } = annotation;
    const place = (orientation: number | null) => placementOn({ width, height, orientation }, scale);
    const take = (placement: Placement | null) =>
      this.takePlaced(file, annotation, objects, placement, { picture, size, known });
    const placement = place(picture.orientation ?? null);
    if (!placement && (picture.orientation ?? null) === null)
      return this.lookUpOrientation(picture).then((orientation) => take(place(orientation)));
    take(placement);
    return null;
  }

  private takePlaced(
    file: AnnotationFile,
    annotation: Annotation,
    objects: readonly FoundObject[],
    placement: Placement | null,
    { picture, size, known }: { picture: Picture; size: Size; known: PictureAnnotations },
  ): void {
    const { scale = "pixels" } = annotation;
    if (!placement && typeof scale === "object" && !this.otherSize.has(picture.path)) {
      this.otherSize.add(picture.path);
      this.tell(
        file,
        `${whereOf(annotation)}: it speaks of ${scale.width} × ${scale.height} pixels, but ${annotation.picture} has ${size.width} × ${size.height}; its objects are taken as they are written`,
      );
    }
    for (const object of objects) {
      const there = placement ? placed(object, placement) : object;
      if (!isOn(there, size)) {
        this.tell(file, `${whereOf(annotation)}: “${object.label}” lies outside ${annotation.picture}`);
        continue;
      }
      this.keep(known, there);
    }
  }

  private keep(known: PictureAnnotations, object: FoundObject): void {
    known.add(object);
    this.count(object.type, object.label);
  }

  private async lookUpOrientation(picture: Picture): Promise<number | null> {
    const known = this.turned.get(picture.path);
    if (known !== undefined) return known;
    const orientation = (await this.orientationOf?.(picture)) ?? null;
    this.turned.set(picture.path, orientation);
    return orientation;
  }
}
