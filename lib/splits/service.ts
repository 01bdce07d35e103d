/** Splits of a dataset: sets of a version like tags, of which an item is in one at most. */
import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { commitEdit } from "@/lib/commits/edit";
import { requireOperation } from "@/lib/commits/gate";
import { editDto } from "@/lib/edits/edit-dto";
import { DUPLICATE_GROUP } from "@/lib/indexing/rules";
import type { EditDto } from "@/lib/items/schema";
import type { ItemSelection } from "@/lib/search/schema";
import { resolveSelection } from "@/lib/search/selection";
import { facetSetsOf } from "@/lib/states/facet-sets";
import { bitmapOfSet, loadColumn, loadSets, openState, type OpenState } from "@/lib/states/service";
import { and, andNot, bitmapOf, emptyBitmap, or, type Bitmap } from "@/lib/versioning/bitmap";
import { LIVE, setName } from "@/lib/versioning/names";
import { assignSplits, type Group } from "./rules";
import type { AssignedSplitsDto, AssignSplitsInput, SplitShare } from "./schema";

const setsOf = (open: OpenState, kind: "split" | "label") => facetSetsOf(open).filter((set) => set.kind === kind);
const splitNames = (open: OpenState): string[] => setsOf(open, "split").map(({ name }) => name);

/**
 * The splits as they become: each item is in the one that it is given, if any, and in no other.
 * @param given members by the set's name @param items all whose split is decided
 */
function changedSplits(
  sets: (name: string) => Bitmap,
  names: readonly string[],
  given: ReadonlyMap<string, Bitmap>,
  items: Bitmap,
): { changes: Map<string, Bitmap>; touched: Bitmap } {
  const changes = new Map<string, Bitmap>();
  let touched = emptyBitmap;
  for (const name of new Set([...names, ...given.keys()])) {
    const old = sets(name);
    const members = given.get(name) ?? emptyBitmap;
    const [gone, come] = [and(old, andNot(items, members)), andNot(members, old)];
    if (gone.isEmpty && come.isEmpty) continue;
    changes.set(name, or(andNot(old, gone), come));
    touched = or(touched, or(gone, come));
  }
  return { changes, touched };
}

/** Puts items into a split; null takes them out of theirs. */
export function setSplit(
  user: CurrentUser,
  datasetId: string,
  selection: ItemSelection,
  split: string | null,
): Promise<EditDto> {
  const wanted = split === null ? null : setName("split", split);
  return commitEdit({
    user,
    datasetId,
    operation: "items_edit",
    prepare: async (head) => ({
      ...(await resolveSelection(head, selection)),
      names: (read: OpenState) => [LIVE, ...splitNames(read), ...(wanted ? [wanted] : [])],
    }),
    change: (sets, selected, head) => {
      const items = and(sets(LIVE), selected);
      const given = new Map(wanted ? [[wanted, items]] : []);
      const { changes, touched } = changedSplits(sets, splitNames(head), given, items);
      return changes.size === 0
        ? null
        : {
            sets: changes,
            items: touched,
            event: { kind: "split", detail: { splits: split === null ? [] : [split], changed: touched.size } },
          };
    },
    answer: editDto,
  });
}

interface Assignment {
  readonly items: Bitmap;
  readonly given: ReadonlyMap<string, Bitmap>;
  readonly told: Pick<AssignedSplitsDto, "splits" | "straddling">;
}

/** Deals all live items out. @throws ForbiddenError, ConflictError as every edit; for a dry run too */
export async function assignAllSplits(
  user: CurrentUser,
  datasetId: string,
  input: AssignSplitsInput,
): Promise<AssignedSplitsDto> {
  if (input.dry_run) {
    const dataset = await requireOperation(user, datasetId, "items_edit");
    const { told } = await assignment(await openState(dataset.head_state_id), input);
    return { changed: 0, edit_id: null, ...told };
  }
  return commitEdit<Assignment, AssignedSplitsDto>({
    user,
    datasetId,
    operation: "items_edit",
    prepare: async (head) => {
      const value = await assignment(head, input);
      return { value, names: (read) => [...splitNames(read), ...value.given.keys()] };
    },
    change: (sets, { items, given }, head) => {
      const { changes, touched } = changedSplits(sets, splitNames(head), given, items);
      return changes.size === 0
        ? null
        : {
            sets: changes,
            items: touched,
            event: { kind: "split", detail: { splits: Object.keys(input.ratios), changed: touched.size } },
          };
    },
    answer: (outcome, { told }) => ({ ...editDto(outcome), ...told }),
  });
}

/** What the items of a state would be dealt. */
async function assignment(open: OpenState, input: AssignSplitsInput): Promise<Assignment> {
  const [labels, splits] = [setsOf(open, "label"), setsOf(open, "split")];
  const [sets, duplicates] = await Promise.all([
    loadSets(open, [LIVE, ...labels.map(({ name }) => name), ...splits.map(({ name }) => name)]),
    loadColumn(open, DUPLICATE_GROUP),
  ]);
  const live = bitmapOfSet(sets, LIVE);
  const numbers = live.toUint32Array();
  const groupOf = (item: number): number => duplicates.get(item);

  const classes = labels.map(({ name, value }) => ({ value, items: and(bitmapOfSet(sets, name), live) }));
  const rarest = new Map<number, string>();
  if (input.stratify_by)
    for (const { value, items } of [...classes].sort(
      (a, b) => b.items.size - a.items.size || (a.value < b.value ? 1 : -1),
    ))
      for (const item of items.toUint32Array()) rarest.set(item, value);

  const places = new Map<number, number>();
  const groups: (Group & { readonly items: number[]; size: number })[] = [];
  for (const item of numbers) {
    const duplicateGroup = input.group_by === "near_duplicates" ? groupOf(item) : 0;
    const place = duplicateGroup === 0 ? undefined : places.get(duplicateGroup);
    if (place !== undefined) {
      groups[place]!.items.push(item);
      groups[place]!.size += 1;
      continue;
    }
    if (duplicateGroup !== 0) places.set(duplicateGroup, groups.length);
    groups.push({ key: String(item), size: 1, stratum: rarest.get(item) ?? "", items: [item] });
  }
  const members = new Map<string, number[]>(Object.keys(input.ratios).map((split) => [split, []]));
  assignSplits(groups, input.ratios, input.seed).forEach((split, index) => {
    for (const item of groups[index]!.items) members.get(split)!.push(item);
  });
  const given = new Map([...members].map(([split, items]) => [setName("split", split), bitmapOf(items)] as const));
  const before = splits.map(({ name }) => and(bitmapOfSet(sets, name), live));
  return {
    items: live,
    given,
    told: {
      splits: [...members].map(([split]): SplitShare => ({
        split,
        items: given.get(setName("split", split))!.size,
        by_class: Object.fromEntries(
          classes
            .map(({ value, items }) => [value, items.andCardinality(given.get(setName("split", split))!)] as const)
            .filter(([, count]) => count > 0),
        ),
      })),
      straddling: { before: straddling(before, groupOf), after: straddling([...given.values()], groupOf) },
    },
  };
}

/** How many items have a near duplicate in another split than their own. */
function straddling(splits: readonly Bitmap[], groupOf: (item: number) => number): number {
  const groups = new Map<number, { readonly splits: Set<number>; items: number }>();
  splits.forEach((items, split) => {
    for (const item of items.toUint32Array()) {
      const key = groupOf(item);
      if (key === 0) continue;
      const group = groups.get(key) ?? { splits: new Set(), items: 0 };
      group.splits.add(split);
      group.items += 1;
      groups.set(key, group);
    }
  });
  return [...groups.values()].reduce((sum, group) => (group.splits.size > 1 ? sum + group.items : sum), 0);
}
