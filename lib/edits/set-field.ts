/** Sets one metadata field of many items. */
import type { CurrentUser } from "@/lib/auth/service";
import { moveHeadTo } from "@/lib/datasets/repository";
import { assertNotBlocked } from "@/lib/datasets/rules";
import { lockFor, requireDataset } from "@/lib/datasets/service";
import { queuedTransaction } from "@/lib/db";
import { ConflictError, InvalidInputError } from "@/lib/errors";
import { assertFieldsFit, fieldSetChanges } from "@/lib/fields/field-sets";
import { mergeFields } from "@/lib/fields/merge-fields";
import { findPayloads } from "@/lib/revisions/repository";
import { fieldsIn, parseValue, type Field, type FieldType } from "@/lib/fields/rules";
import { bitmapOfSet, loadSets, openState, prepareEdit, type OpenState } from "@/lib/states/service";
import { andNot, bitmapOf, emptyBitmap, type Bitmap } from "@/lib/versioning/bitmap";
import { LIVE, revisionSet } from "@/lib/versioning/names";
import { applyRevisions, writeRevisions } from "@/lib/revisions/write-revisions";
import { NOTHING_CHANGED } from "./edits";
import { canonicalJson } from "@/lib/revisions/payloads";
import { revisionsOf } from "@/lib/revisions/revision-items";
import type { SetFieldDto } from "@/lib/items/schema";
import type { ItemSelection } from "@/lib/search/schema";
import { selected } from "@/lib/search/selection";

export interface FieldValue {
  readonly field: string;
  /** null takes the field away. */
  readonly value: unknown;
  /** For a field that the dataset does not have yet. */
  readonly type?: FieldType;
  /** The state that the caller looked at: values that changed since are not overwritten. */
  readonly seen_state_id?: string;
}

/** Someone else's edit of the same items' metadata in between makes it start again; this often. */
const ATTEMPTS = 3;

/** The field and the value as its type has it. @throws InvalidInputError */
function checked(open: OpenState, { field: name, value, type }: FieldValue): { field: Field | null; value: unknown } {
  const known = fieldsIn(open.state.sets.keys()).get(name);
  if (!known && value === null) return { field: null, value };
  if (!known && !type)
    throw InvalidInputError.at(["body", "type"], `The dataset has no field “${name}” yet; give its type`);
  const field: Field = known ?? { name, type: type!, multi: Array.isArray(value) };
  if (type && known && known.type !== type) assertFieldsFit(open, [{ ...field, type }]);
  if (value === null) return { field, value };
  if (Array.isArray(value) !== field.multi)
    throw InvalidInputError.at(
      ["body", "value"],
      field.multi ? "This field takes a list of values" : "This field takes one value",
    );
  const parsed = (Array.isArray(value) ? (value as unknown[]) : [value]).map((one) => {
    const result = parseValue(field.type, one);
    if ("problem" in result) throw InvalidInputError.at(["body", "value"], result.problem);
    return result.value;
  });
  return { field, value: field.multi ? parsed : parsed[0] };
}

/**
 * Rows are written first, without a lock; if the same items got other metadata meanwhile, it starts again, so that
 * nobody's value is lost. @throws InvalidInputError, ConflictError
 */
export async function setField(
  user: CurrentUser,
  datasetId: string,
  selection: ItemSelection,
  input: FieldValue,
): Promise<SetFieldDto> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const dataset = await requireDataset(user, datasetId, "items.edit");
    assertNotBlocked("items_edit", dataset);
    const open = await openState(dataset.head_state_id);
    const { field, value } = checked(open, input);
    const wanted = await selected(open, bitmapOfSet(await loadSets(open, [LIVE]), LIVE), selection);
    const others =
      field && input.seen_state_id ? await changedSince(open, input.seen_state_id, field.name, wanted) : emptyBitmap;
    const [items, skipped] = [andNot(wanted, others), others.size];
    if (!field || items.isEmpty) return { ...NOTHING_CHANGED, skipped };
    const same = new Map([[field.name, value]]);
    const values = new Map(items.toArray().map((item) => [item, same]));
    const { payloads } = await mergeFields(open, values, [field], "replace");
    const written = await writeRevisions(open.lineageId, "metadata", payloads);
    const result = await queuedTransaction(datasetId, async (tx) => {
      const locked = await lockFor(user, datasetId, "items_edit", tx);
      const head = await openState(locked.head_state_id, tx);
      if (!(await sameMetadata(open, head, items))) return null;
      const fieldSets = await fieldSetChanges(head, payloads, [field], tx);
      const [name, visible] = await applyRevisions(head, written, tx);
      const prepared = await prepareEdit(
        head,
        () => new Map([...fieldSets, [name, visible]]),
        [...fieldSets.keys(), name],
        tx,
      );
      if (prepared.id === head.id) return { ...NOTHING_CHANGED, skipped };
      const edit_id = await moveHeadTo(
        prepared,
        {
          datasetId,
          fromStateId: head.id,
          kind: "metadata",
          actor: user.email,
          detail: { field: field.name, changed: items.size },
        },
        null,
        tx,
      );
      return { changed: items.size, skipped, edit_id };
    });
    if (result) return result;
  }
  throw new ConflictError(
    "Others keep changing the metadata of these items. Look at them again, then repeat your change.",
  );
}

/** Items whose value of a field is another one than in an earlier state. @throws InvalidInputError for a state of another dataset */
async function changedSince(now: OpenState, seenStateId: string, field: string, items: Bitmap): Promise<Bitmap> {
  const seen = await openState(seenStateId).catch(() => null);
  if (!seen || seen.lineageId !== now.lineageId)
    throw InvalidInputError.at(["body", "seen_state_id"], "This is not a state of this dataset");
  const [before, after] = await Promise.all([seen, now].map((open) => metadataOf(open, items)));
  const valuesOf = async (revisions: Bitmap) =>
    new Map(
      (await findPayloads(now.lineageId, revisions.toArray())).map((row) => [
        row.item_no,
        canonicalJson(row.payload[field] ?? null),
      ]),
    );
  const [was, is] = await Promise.all([valuesOf(andNot(before!, after!)), valuesOf(andNot(after!, before!))]);
  const none = canonicalJson(null);
  return bitmapOf(
    [...new Set([...was.keys(), ...is.keys()])].filter((item) => (was.get(item) ?? none) !== (is.get(item) ?? none)),
  );
}

/** The metadata revisions that items show in a state. */
async function metadataOf(open: OpenState, items: Bitmap): Promise<Bitmap> {
  const name = revisionSet("metadata");
  return revisionsOf(open.lineageId, "metadata", items, bitmapOfSet(await loadSets(open, [name]), name));
}

/** Whether items show the same metadata in two versions. */
async function sameMetadata(a: OpenState, b: OpenState, items: Bitmap): Promise<boolean> {
  const name = revisionSet("metadata");
  if (a.state.sets.get(name)?.hash === b.state.sets.get(name)?.hash) return true;
  const [before, after] = await Promise.all([a, b].map((open) => metadataOf(open, items)));
  return before!.isEqual(after!);
}
