/**
 * Three versions of one lineage in one: what `theirs` changed since `base`, as a change of `ours` that the gate can write. The rules
 * are the engine's (lib/versioning/combine.ts); what is said of a version as a whole follows here:
 *
 *   - classes: where everything is combined, classes that theirs added, changed or removed follow, those in use stay; where only
 *     some kinds or items are, labels that come bring their class's colour, skeleton and attributes along
 *   - models: runs that theirs has and base does not come with the items that they covered; one that covers nothing any more goes
 *   - a metadata field that is of one type here and of another there refuses all of it
 */
import "server-only";
import { runsBroughtBy } from "@/lib/applied-models/applied-models";
import { classesBroughtBy, classesWithoutEdit } from "@/lib/classes/class-list";
import { ConflictError } from "@/lib/errors";
import { fieldsIn, fieldSetName } from "@/lib/fields/rules";
import { eachItemOf } from "@/lib/revisions/revision-items";
import { loadColumn, loadSets, type OpenState } from "@/lib/states/service";
import { orMany } from "@/lib/versioning/bitmap";
import { combineStates, type Combination, type Combined } from "@/lib/versioning/combine";
import { documentSet } from "@/lib/versioning/names";
import type { Change } from "./edit";

export interface Versions {
  readonly base: OpenState;
  readonly ours: OpenState;
  readonly theirs: OpenState;
}
export type CombineOptions = Pick<Combination, "kinds" | "items" | "resolutions" | "rest">;

/** What of theirs would come, in items; nothing is written. @throws DamagedObjectError */
export function combine({ base, ours, theirs }: Versions, options: CombineOptions = {}): Promise<Combined> {
  const opened = new Map([base, ours, theirs].map((open) => [open.state, open]));
  return combineStates(
    { base: base.state, ours: ours.state, theirs: theirs.state, ...options },
    {
      loadSets: (state, names) => loadSets(opened.get(state)!, names),
      loadColumn: (state, name) => loadColumn(opened.get(state)!, name),
      eachItemOf: (revisions, visit) => eachItemOf(ours.lineageId, revisions, visit),
    },
  );
}

/** The change of ours that follows from what was combined. @throws ConflictError for a field of two types */
export async function changeOf(
  { base, ours, theirs }: Versions,
  combined: Combined,
  { kinds, items }: CombineOptions = {},
): Promise<Change> {
  const sets = new Map(combined.sets);
  assertFieldsAgree(ours, sets);
  const isWhole = kinds === undefined && items === undefined;
  const models = isWhole || !combined.added.isEmpty ? await runsBroughtBy(theirs, base, ours, sets) : [];
  const classes = documentSet("classes");
  const touched = orMany([combined.added, combined.removed, combined.changed]);
  const rest = { columns: combined.columns, models, items: touched };
  if (!isWhole) return { sets, ...rest, classes: await classesBroughtBy(theirs, ours, sets) };
  if (base.state.sets.get(classes)?.hash !== theirs.state.sets.get(classes)?.hash)
    sets.set(classes, await classesWithoutEdit(theirs, base, ours, sets));
  return { sets, ...rest };
}

function assertFieldsAgree(ours: OpenState, sets: Change["sets"]): void {
  const here = fieldsIn([...ours.state.sets.keys()].filter((name) => !sets.get(name)?.isEmpty));
  const there = fieldsIn([...sets].filter(([, members]) => !members.isEmpty).map(([name]) => name));
  for (const [name, field] of there) {
    const known = here.get(name);
    if (known && fieldSetName(known) !== fieldSetName(field))
      throw new ConflictError(
        `The metadata field “${name}” is ${known.type} here and ${field.type} there. Take it away on one side, or give it the same type, then try again.`,
      );
  }
}
