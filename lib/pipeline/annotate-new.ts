/** What annotation files say of items that are being added: revisions and sets that become visible with them. */
import "server-only";
import type { Collected, PictureAnnotations } from "@/lib/annotations/collect";
import { changedFieldSets, type MetadataPayload } from "@/lib/fields/field-sets";
import { fittingValues } from "@/lib/fields/fit-values";
import { fieldsIn } from "@/lib/fields/rules";
import { identified, idOf } from "@/lib/objects/identity";
import { captionPayload, originPayload } from "@/lib/revisions/payloads";
import { writeRevisions, type WritableFacet } from "@/lib/revisions/write-revisions";
import type { OpenState } from "@/lib/states/service";
import { emptyBitmap } from "@/lib/versioning/bitmap";
import { revisionSet, setName } from "@/lib/versioning/names";
import { MisfitLosses } from "./misfit-losses";
import type { Loss } from "@/lib/annotations/model";

/** Objects of so many items are in memory at once. */
const BATCH = 5_000;

export interface AnnotatedFile {
  readonly path: string;
  readonly itemNo: number;
}

export interface AnnotatedNew {
  readonly additions: ReadonlyMap<string, readonly number[]>;
  readonly captioned: number;
  readonly boxed: number;
  readonly losses: readonly Loss[];
}

/** The sets of words that a picture is put into by what is said of it. */
export const wordSetsOf = ({ labels, tags, propagated }: PictureAnnotations): string[] => [
  ...[...labels].map((label) => setName("label", label)),
  ...[...tags].map((tag) => setName("tag", tag)),
  // What another file gives as well is decided.
  ...[...propagated]
    .filter((label) => !labels.has(label))
    .flatMap((label) => [setName("label", label), setName("propagated", label)]),
];

export async function annotateNew(
  head: OpenState,
  taskId: string,
  files: readonly AnnotatedFile[],
  { byPath, fields: declared }: Collected,
): Promise<AnnotatedNew> {
  const known = fieldsIn(head.state.sets.keys());
  const fields = new Map([...declared, ...known]);
  const losses = new MisfitLosses();
  const additions = new Map<string, number[]>();
  const counts = { caption: 0, objects: 0, origin: 0, metadata: 0 };
  const metadata = new Map<number, MetadataPayload>();
  const valuesOf = (found: PictureAnnotations): MetadataPayload | null => {
    const said = found.metadata();
    if (said === null) return null;
    const { values, misfits } = fittingValues(fields, said);
    for (const field of misfits) losses.add(field);
    return Object.keys(values).length > 0 ? values : null;
  };
  const payloadOf: Record<WritableFacet, (file: AnnotatedFile, found: PictureAnnotations) => unknown> = {
    caption: (_file, found) => captionPayload(found.captions),
    objects: ({ path }, found) =>
      found.objectCount === 0
        ? null
        : (found.written((index) => idOf("object", taskId, path, index)) ??
          identified(found.objects(), [taskId, path])),
    origin: (_file, found) => originPayload(found),
    metadata: (_file, found) => valuesOf(found),
  };
  const annotated = files.flatMap((file) => {
    const found = byPath.get(file.path);
    return found ? [{ file, found }] : [];
  });
  for (let start = 0; start < annotated.length; start += BATCH) {
    const batch = annotated.slice(start, start + BATCH);
    for (const facet of ["caption", "objects", "origin", "metadata"] as const) {
      const payloads = new Map<number, unknown>();
      for (const { file, found } of batch) {
        const payload = payloadOf[facet](file, found);
        if (payload) payloads.set(file.itemNo, payload);
      }
      if (payloads.size === 0) continue;
      counts[facet] += payloads.size;
      if (facet === "metadata") for (const [item, values] of payloads) metadata.set(item, values as MetadataPayload);
      const written = (await writeRevisions(head.lineageId, facet, payloads)).revisions.toArray();
      additions.set(revisionSet(facet), (additions.get(revisionSet(facet)) ?? []).concat(written));
    }
  }
  const fresh = [...declared.values()].filter(({ name }) => !known.has(name));
  for (const [name, members] of changedFieldSets(head, () => emptyBitmap, { payloads: metadata, fresh }))
    if (!members.isEmpty) additions.set(name, members.toArray());
  return { additions, captioned: counts.caption, boxed: counts.objects, losses: losses.all };
}
