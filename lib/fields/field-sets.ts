/** Keeps the sets of typed fields in step with the metadata of items. */
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import type { Db } from "@/lib/db";
import { BadRequestError } from "@/lib/errors";
import { andNot, bitmapOf, emptyBitmap, or, type Bitmap } from "@/lib/versioning/bitmap";
import { enumValueSetName, fieldSetName, fieldsIn, type Field } from "./rules";

export type MetadataPayload = Readonly<Record<string, unknown>>;

/** Sets as they follow when items get new metadata (null: none). @param fresh fields that the version does not have yet */
export async function fieldSetChanges(
  open: OpenState,
  payloads: ReadonlyMap<number, MetadataPayload | null>,
  fresh: readonly Field[],
  client: Db,
): Promise<Map<string, Bitmap>> {
  const fields = new Map([...fieldsIn(open.state.sets.keys()), ...fresh.map((field) => [field.name, field] as const)]);
  const changed = bitmapOf([...payloads.keys()]);
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
  const isEnumValue = (name: string) =>
    [...fields.values()].some((field) => field.type === "enum" && name.startsWith(enumValueSetName(field.name, "")));
  const names = new Set([
    ...members.keys(),
    ...[...fields.values()].map(fieldSetName),
    ...[...open.state.sets.keys()].filter(isEnumValue),
  ]);
  const loaded = await loadSets(open, names, client);
  return new Map(
    [...names].map((name) => {
      const kept = open.state.sets.has(name) ? andNot(bitmapOfSet(loaded, name), changed) : emptyBitmap;
      return [name, or(kept, bitmapOf(members.get(name) ?? []))];
    }),
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
