/** Sets one metadata field of many items. */
import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { commitEdit } from "@/lib/commits/edit";
import { InvalidInputError } from "@/lib/errors";
import { assertFieldsFit, changedFieldSets, fieldSetNames, type FieldChange } from "@/lib/fields/field-sets";
import { mergeFields } from "@/lib/fields/merge-fields";
import { fieldSetName, fieldsIn, parseValue, type Field, type FieldType } from "@/lib/fields/rules";
import type { SetFieldDto } from "@/lib/items/schema";
import { canonicalJson } from "@/lib/revisions/payloads";
import { findPayloads } from "@/lib/revisions/read-revisions";
import { replaceRevisions, visibleRevisions, writeRevisions, type Written } from "@/lib/revisions/write-revisions";
import type { ItemSelection } from "@/lib/search/schema";
import { resolveSelection } from "@/lib/search/selection";
import { bitmapOfSet, loadSets, openStateIfKept, type OpenState } from "@/lib/states/service";
import { and, andNot, bitmapOf, emptyBitmap, type Bitmap } from "@/lib/versioning/bitmap";
import { LIVE, revisionSet } from "@/lib/versioning/names";
import { editDto } from "./edit-dto";

export interface FieldValue {
  readonly field: string;
  /** null takes the field away. */
  readonly value: unknown;
  /** For a field that the dataset does not have yet. */
  readonly type?: FieldType;
  /** The state that the caller looked at: values that changed since are not overwritten. */
  readonly seen_state_id?: string;
}

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

/** Whether a version has the field with this type, or not at all. */
function fits(open: OpenState, field: Field): boolean {
  const known = fieldsIn(open.state.sets.keys()).get(field.name);
  return !known || fieldSetName(known) === fieldSetName(field);
}

interface Prepared {
  readonly field: Field;
  readonly items: Bitmap;
  readonly written: Written;
  readonly fields: FieldChange;
  readonly skipped: number;
}
const METADATA = revisionSet("metadata");

/**
 * Rows are written before it is the edit's turn. They stand while the items still show the metadata that the new values were
 * joined with, whatever else was edited; else they are written anew, so that nobody's value is lost.
 * @throws InvalidInputError
 */
export function setField(
  user: CurrentUser,
  datasetId: string,
  selection: ItemSelection,
  input: FieldValue,
): Promise<SetFieldDto> {
  return commitEdit({
    user,
    datasetId,
    operation: "items_edit",
    prepare: async (head) => {
      const { field, value } = checked(head, input);
      const selected = and(
        bitmapOfSet(await loadSets(head, [LIVE]), LIVE),
        (await resolveSelection(head, selection)).value,
      );
      const others =
        field && input.seen_state_id
          ? await changedSince(head, input.seen_state_id, field.name, selected)
          : emptyBitmap;
      const [items, skipped] = [andNot(selected, others), others.size];
      if (!field || items.isEmpty)
        return { value: { skipped } as Pick<Prepared, "skipped"> & Partial<Prepared>, names: () => [] };
      const same = new Map([[field.name, value]]);
      const { payloads } = await mergeFields(
        head,
        new Map(items.toArray().map((item) => [item, same])),
        [field],
        "replace",
      );
      const replaced = await visibleRevisions(head, "metadata", items);
      const written = { ...(await writeRevisions(head.lineageId, "metadata", payloads)), replaced };
      const fields: FieldChange = { payloads, fresh: [field] };
      const shown = head.state.sets.get(METADATA)?.hash;
      return {
        value: { field, items, written, fields, skipped },
        names: (read) => [METADATA, ...fieldSetNames(read, fields)],
        // Items without metadata could have got some; those with some show other revisions if it was changed. A field that
        // was new may be there now, with another type.
        holds: (sets, now) =>
          now.state.sets.get(METADATA)?.hash === shown ||
          (replaced.size === items.size && andNot(replaced, sets(METADATA)).isEmpty && fits(now, field)),
      };
    },
    change: (sets, { field, items, written, fields }, head) => {
      if (!field || !items || !written || !fields) return null;
      const changes = new Map([...changedFieldSets(head, sets, fields), replaceRevisions(sets, written)]);
      return { sets: changes, items, event: { kind: "metadata", detail: { field: field.name, changed: items.size } } };
    },
    answer: (outcome, { skipped }) => ({ ...editDto(outcome), skipped }),
  });
}

/** Items whose value of a field is another one than in an earlier state. @throws InvalidInputError for a state of another dataset */
async function changedSince(now: OpenState, seenStateId: string, field: string, items: Bitmap): Promise<Bitmap> {
  const seen = await openStateIfKept(seenStateId);
  if (!seen || seen.lineageId !== now.lineageId)
    throw InvalidInputError.at(["body", "seen_state_id"], "This is not a state of this dataset");
  const [before, after] = await Promise.all([seen, now].map((open) => visibleRevisions(open, "metadata", items)));
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
