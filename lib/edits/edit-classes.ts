/** Edits of the list of classes. What is labelled follows: image labels, labels of objects, and what was propagated. */
import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { classesOf } from "@/lib/classes/class-list";
import { withDefined, withOrder, withoutClasses, withRenamed, type ClassList } from "@/lib/classes/list";
import type { ClassEdit, ClassEditKind } from "@/lib/classes/schema";
import { commitEdit } from "@/lib/commits/edit";
import { ConflictError, InvalidInputError, NotFoundError } from "@/lib/errors";
import type { EditDto } from "@/lib/items/schema";
import { storedObjects } from "@/lib/objects/identity";
import { writeDocument } from "@/lib/revisions/documents";
import { findRevisionsWithLabels } from "@/lib/revisions/read-revisions";
import { replaceRevisions, writeRevisions, type Written } from "@/lib/revisions/write-revisions";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { and, andNot, bitmapOf, emptyBitmap, orMany, xor, type Bitmap } from "@/lib/versioning/bitmap";
import { documentSet, LIVE, revisionSet, setName, type SetKind } from "@/lib/versioning/names";
import { editDto } from "./edit-dto";

/** What becomes of the list, and of what is labelled. */
interface Plan {
  readonly edit: ClassEditKind;
  readonly list: ClassList;
  /** Labels that go, and the one that takes their place: null for none. */
  readonly relabel: { readonly from: readonly string[]; readonly to: string | null } | null;
  readonly names: readonly string[];
}

/** @throws NotFoundError for a class that is not there, ConflictError for a name that is taken, InvalidInputError */
function planOf(list: ClassList, input: ClassEdit): Plan {
  const has = (name: string) => list.classes.some((entry) => entry.name === name);
  const required = (name: string) => {
    if (!has(name)) throw new NotFoundError(`Class “${name}”`);
  };
  const { rename, merge, reorder, remove, define } = input;
  if (rename) {
    const { from, to } = rename;
    required(from);
    if (from !== to && has(to))
      throw new ConflictError(`There is a class “${to}” already. Merge “${from}” into it, or choose another name.`);
    return { edit: "rename", list: withRenamed(list, from, to), relabel: { from: [from], to }, names: [from] };
  }
  if (merge) {
    for (const name of [...merge.from, merge.to]) required(name);
    return { edit: "merge", list: withoutClasses(list, merge.from), relabel: merge, names: merge.from };
  }
  if (remove !== undefined) {
    required(remove);
    const relabel = { from: [remove], to: null };
    return { edit: "remove", list: withoutClasses(list, [remove]), relabel, names: [remove] };
  }
  if (define) return { edit: "define", list: withDefined(list, define), relabel: null, names: [define.name] };
  const names = reorder!;
  if (names.length !== list.classes.length || !names.every(has))
    throw InvalidInputError.at(["body", "reorder"], "Name all classes of the dataset, each once");
  return { edit: "reorder", list: withOrder(list, names), relabel: null, names };
}

const OBJECTS = revisionSet("objects");
const CLASSES = documentSet("classes");
/** Revisions in one query, and objects of so many items in memory at once. */
const BATCH = 20_000;

/** Writes the objects of all items that have any of the labels as they become; deleted items too, for they may come back. */
async function relabelled(head: OpenState, from: readonly string[], to: string | null): Promise<Written | null> {
  const labels = new Set(from);
  const visible = bitmapOfSet(await loadSets(head, [OBJECTS]), OBJECTS).toArray();
  const parts: Written[] = [];
  for (let start = 0; start < visible.length; start += BATCH) {
    const found = await findRevisionsWithLabels(head.lineageId, visible.slice(start, start + BATCH), from);
    if (found.length === 0) continue;
    const payloads = new Map<number, unknown>();
    for (const { item_no, media_id, payload } of found) {
      const objects = storedObjects(payload, media_id).flatMap((object) =>
        !labels.has(object.label) ? [object] : to === null ? [] : [{ ...object, label: to }],
      );
      payloads.set(item_no, objects.length > 0 ? objects : null);
    }
    const written = await writeRevisions(head.lineageId, "objects", payloads);
    parts.push({ ...written, replaced: bitmapOf(found.map(({ revision_no }) => revision_no)) });
  }
  if (parts.length === 0) return null;
  return {
    facet: "objects",
    items: orMany(parts.map(({ items }) => items)),
    revisions: orMany(parts.map(({ revisions }) => revisions)),
    replaced: orMany(parts.map(({ replaced }) => replaced)),
  };
}

/** Kinds of set that name a class. */
const OF_CLASSES: readonly SetKind[] = ["label", "propagated"];

function changedLabels(
  sets: (name: string) => Bitmap,
  { from, to }: NonNullable<Plan["relabel"]>,
): Map<string, Bitmap> {
  const changes = new Map<string, Bitmap>();
  for (const kind of OF_CLASSES) for (const name of from) changes.set(setName(kind, name), emptyBitmap);
  if (to === null) return changes;
  const all = [...from, to].map((name) => ({
    labelled: sets(setName("label", name)),
    propagated: sets(setName("propagated", name)),
  }));
  // What a person or a file has labelled with any of them is no supposition.
  const decided = orMany(all.map(({ labelled, propagated }) => andNot(labelled, propagated)));
  return changes
    .set(setName("label", to), orMany(all.map(({ labelled }) => labelled)))
    .set(setName("propagated", to), andNot(orMany(all.map(({ propagated }) => propagated)), decided));
}

interface Prepared {
  readonly plan: Plan;
  readonly document: Bitmap;
  readonly objects: Written | null;
}

/** One edit of the classes. @throws NotFoundError, ConflictError, InvalidInputError */
export function editClasses(user: CurrentUser, datasetId: string, input: ClassEdit): Promise<EditDto> {
  return commitEdit<Prepared, EditDto>({
    user,
    datasetId,
    operation: "items_edit",
    prepare: async (head) => {
      const list = await classesOf(head);
      const plan = planOf(list, input);
      const { relabel } = plan;
      const names = relabel ? [...relabel.from, ...(relabel.to === null ? [] : [relabel.to])] : [];
      return {
        value: {
          plan,
          document: await writeDocument(head.lineageId, "classes", plan.list),
          objects: relabel && (await relabelled(head, relabel.from, relabel.to)),
        },
        names: () => [
          LIVE,
          OBJECTS,
          CLASSES,
          ...names.flatMap((name) => OF_CLASSES.map((kind) => setName(kind, name))),
        ],
      };
    },
    change: (sets, { plan, document, objects }) => {
      const { edit, relabel, names } = plan;
      if (edit === "rename" && relabel!.from[0] === relabel!.to) return null;
      const changes = new Map<string, Bitmap>([
        [CLASSES, document],
        ...(relabel ? changedLabels(sets, relabel) : []),
        ...(objects ? [replaceRevisions(sets, objects)] : []),
      ]);
      const labelled = [...changes.keys()].filter((name) => name !== CLASSES && name !== OBJECTS);
      const touched = orMany([
        objects?.items ?? emptyBitmap,
        ...labelled.map((name) => xor(sets(name), changes.get(name)!)),
      ]);
      const items = and(sets(LIVE), touched);
      const to = relabel?.to;
      return {
        sets: changes,
        items,
        event: { kind: "classes", detail: { edit, names: [...names], ...(to ? { to } : {}), changed: items.size } },
      };
    },
    answer: editDto,
  });
}
