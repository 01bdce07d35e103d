/** Keeps the sets of typed fields in step with the metadata of items. */
import type { OpenState } from "@/lib/states/service";
import { BadRequestError } from "@/lib/errors";
import { andNot, bitmapOf, or, type Bitmap } from "@/lib/versioning/bitmap";
import { enumValueSetName, fieldSetName, fieldsIn, type Field } from "./rules";

export type MetadataPayload = Readonly<Record<string, unknown>>;

/** Items that get new metadata (null: none). */
export interface FieldChange {
  readonly payloads: ReadonlyMap<number, MetadataPayload | null>;
  /** Fields that the version does not have yet. */
  readonly fresh: readonly Field[];
}

const fieldsAfter = (open: OpenState, { fresh }: FieldChange): Map<string, Field> =>
  new Map([...fieldsIn(open.state.sets.keys()), ...fresh.map((field) => [field.name, field] as const)]);

/** A change of a million items is walked through once, though its names and its sets are asked for one after the other. */
const walked = new WeakMap<FieldChange, { readonly fields: string; readonly members: Map<string, number[]> }>();

/** Members that each set of a field gets. */
function membersOf(fields: ReadonlyMap<string, Field>, change: FieldChange): ReadonlyMap<string, number[]> {
  // Which sets there are follows from the fields' types.
  const types = [...fields.values()].map(fieldSetName).join("\n");
  const known = walked.get(change);
  if (known?.fields === types) return known.members;
  const members = walkThrough(fields, change);
  walked.set(change, { fields: types, members });
  return members;
}

function walkThrough(fields: ReadonlyMap<string, Field>, { payloads }: FieldChange): Map<string, number[]> {
  const members = new Map<string, number[]>();
  const add = (name: string, item: number) => void (members.get(name)?.push(item) ?? members.set(name, [item]));
  for (const [item, payload] of payloads) {
    for (const [name, value] of Object.entries(payload ?? {})) {
      const field = fields.get(name);
      if (!field) continue;
      add(fieldSetName(field), item);
      if (field.type === "enum")
        for (const one of new Set(Array.isArray(value) ? value : [value]))
          add(enumValueSetName(name, String(one)), item);
    }
  }
  return members;
}

/** Names of the sets that a change of metadata can change. */
export function fieldSetNames(open: OpenState, change: FieldChange): string[] {
  const fields = fieldsAfter(open, change);
  const enums = [...fields.values()]
    .filter((field) => field.type === "enum")
    .map(({ name }) => enumValueSetName(name, ""));
  const options = [...open.state.sets.keys()].filter((name) => enums.some((start) => name.startsWith(start)));
  return [...new Set([...membersOf(fields, change).keys(), ...[...fields.values()].map(fieldSetName), ...options])];
}

/** Those sets as they follow. @param sets the version's, of `fieldSetNames` at least */
export function changedFieldSets(
  open: OpenState,
  sets: (name: string) => Bitmap,
  change: FieldChange,
): Map<string, Bitmap> {
  const members = membersOf(fieldsAfter(open, change), change);
  const items = bitmapOf([...change.payloads.keys()]);
  return new Map(
    fieldSetNames(open, change).map((name) => [name, or(andNot(sets(name), items), bitmapOf(members.get(name) ?? []))]),
  );
}

/** A field that the version has with another type cannot take these values. @throws BadRequestError */
export function assertFieldsFit(open: OpenState, fields: readonly Field[]): void {
  const known = fieldsIn(open.state.sets.keys());
  const names = new Set<string>();
  for (const field of fields) {
    const existing = known.get(field.name);
    if (existing && fieldSetName(existing) !== fieldSetName(field)) {
      throw new BadRequestError(
        `The field “${field.name}” is there already as ${existing.type}${existing.multi ? " with several values" : ""}; choose that type, or another name`,
      );
    }
    if (names.has(field.name)) throw new BadRequestError(`The field “${field.name}” is given twice`);
    names.add(field.name);
  }
}

export const fieldOf = (input: { field_name: string; field_type: Field["type"]; is_multi: boolean }): Field => ({
  name: input.field_name,
  type: input.field_type,
  multi: input.is_multi,
});
