/** The list of classes of a state, and the one that follows from a change: no writer of labels can forget to add to it. */
import "server-only";
import { derived } from "@/lib/derived";
import { documentOf, readDocument, writeDocument } from "@/lib/revisions/documents";
import { facetSetsOf } from "@/lib/states/facet-sets";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { andNot, emptyBitmap, type Bitmap } from "@/lib/versioning/bitmap";
import { documentSet, parseSetName, revisionSet } from "@/lib/versioning/names";
import type { SetChanges } from "@/lib/versioning/state";
import { NO_CLASSES, withClasses, withoutEdit, type ClassList, type FoundClass } from "./list";
import { findObjectLabels } from "./repository";

const CLASSES = documentSet("classes");
const OBJECTS = revisionSet("objects");
/** Revisions in one query. */
const BATCH = 20_000;

/** By lineage and the hash of the set of visible revisions. */
const labelsOfObjects = derived<readonly string[]>("labels of objects", (labels) => labels.length * 60);

async function readLabels(lineageId: string, revisions: Bitmap): Promise<string[]> {
  const labels = new Set<string>();
  const numbers = revisions.toArray();
  for (let start = 0; start < numbers.length; start += BATCH)
    for (const label of await findObjectLabels(lineageId, numbers.slice(start, start + BATCH))) labels.add(label);
  return [...labels].sort();
}

const visibleObjects = async (open: OpenState): Promise<Bitmap> =>
  bitmapOfSet(await loadSets(open, [OBJECTS]), OBJECTS);

/** What the objects of a state are labelled with. */
const objectLabelsOf = (open: OpenState): Promise<readonly string[]> =>
  labelsOfObjects.of(`${open.lineageId} ${open.state.sets.get(OBJECTS)?.hash ?? "-"}`, async () =>
    readLabels(open.lineageId, await visibleObjects(open)),
  );

const ofObjects = (labels: readonly string[]): FoundClass[] => labels.map((name) => ({ name, objects: true }));

/** The classes of a state, by index. A state from before there was a list has all its labels by name. */
export async function classesOf(open: OpenState): Promise<ClassList> {
  const kept = (await readDocument(open, "classes")) as ClassList | null;
  if (kept) return kept;
  const labels = facetSetsOf(open).flatMap(({ kind, value }) => (kind === "label" ? [value] : []));
  const objects = await objectLabelsOf(open);
  const names = [...new Set([...objects, ...labels])].sort();
  return withClasses(
    NO_CLASSES,
    names.map((name) => (objects.includes(name) ? { name, objects: true } : { name })),
  );
}

/** Names of the sets of labels that a change leaves with members. */
const labelsAfter = (changes: SetChanges): string[] =>
  [...changes].flatMap(([name, members]) => {
    const parsed = members.isEmpty ? null : parseSetName(name);
    return parsed?.kind === "label" ? [parsed.value] : [];
  });

/**
 * The sets of a change with the list of classes that follows from it: labels that are new come to its end, those that files list
 * in their order, the others by name.
 * @param end see `withClasses`
 */
export async function withClassList(
  head: OpenState,
  changes: SetChanges,
  found: readonly FoundClass[] = [],
  end = 0,
): Promise<SetChanges> {
  const isAbout = [...changes.keys()].some((name) => name === OBJECTS || parseSetName(name)?.kind === "label");
  if (!isAbout && found.length === 0 && end === 0) return changes;
  const given = changes.get(CLASSES);
  // An undo leads back to a version from before there was a list.
  if (given?.isEmpty) return changes;
  const list = given ? ((await documentOf(head.lineageId, given)) as ClassList) : await classesOf(head);
  const objects = changes.get(OBJECTS);
  const fresh = objects ? andNot(objects, await visibleObjects(head)) : emptyBitmap;
  const after = withClasses(
    list,
    [
      ...found,
      ...ofObjects(await readLabels(head.lineageId, fresh)),
      ...labelsAfter(changes)
        .sort()
        .map((name) => ({ name })),
    ],
    end,
  );
  if (after === list && (given ?? head.state.sets.has(CLASSES))) return changes;
  if (after.next === 0) return changes;
  return new Map([...changes, [CLASSES, await writeDocument(head.lineageId, "classes", after)]]);
}

/** What another version says of the classes that a change brings labels of. */
export async function classesBroughtBy(other: OpenState, head: OpenState, changes: SetChanges): Promise<FoundClass[]> {
  const objects = changes.get(OBJECTS);
  const fresh = objects ? andNot(objects, await visibleObjects(head)) : emptyBitmap;
  const names = new Set([...labelsAfter(changes), ...(await readLabels(head.lineageId, fresh))]);
  if (names.size === 0) return [];
  const { classes } = await classesOf(other);
  return classes.filter(({ name }) => names.has(name)).map(({ index: _place, ...found }) => found);
}

/** What becomes of the list of classes when one edit is undone. @param changes the other sets as the undo leaves them */
export async function classesWithoutEdit(
  from: OpenState,
  to: OpenState,
  head: OpenState,
  changes: SetChanges,
): Promise<Bitmap> {
  const [before, after, now] = await Promise.all([from, to, head].map(classesOf));
  // An item shows what it showed before the edit, or what was written since.
  const since = new Set(await readLabels(head.lineageId, andNot(await visibleObjects(head), await visibleObjects(to))));
  const isUsed = (name: string) => {
    const set = `label:${name}`;
    const members = changes.get(set);
    return since.has(name) || (members ? !members.isEmpty : head.state.sets.has(set));
  };
  const list = withoutEdit(before!, after!, now!, isUsed);
  if (head.id === to.id && !from.state.sets.has(CLASSES)) return emptyBitmap;
  return writeDocument(head.lineageId, "classes", list);
}
