/** Which object is which: ids that stay through edits, restores, clones and exports. */
import "server-only";
import { createHash, randomUUID } from "node:crypto";
import { canonicalJson } from "@/lib/revisions/payloads";
import { typesOf, type FoundObject, type ItemObject, type ObjectInput } from "./model";

/** The same parts give the same UUID (version 8: of a hash of one's own). */
export function idOf(...parts: readonly (string | number)[]): string {
  const hex = createHash("sha256").update(parts.join("\n")).digest("hex");
  const variant = ((parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** An object of a file, and the id that an export of ours wrote beside it. */
export function parted(object: FoundObject): { readonly object: FoundObject; readonly id: string | null } {
  const { object_id: id, ...extra } = object.extra ?? {};
  if (typeof id !== "string" || !UUID.test(id)) return { object, id: null };
  const { extra: _said, ...rest } = object;
  return { object: { ...rest, ...(Object.keys(extra).length > 0 ? { extra } : {}) }, id };
}

/**
 * Objects of a file with an identity: the one that an export of ours wrote beside them, unless another object of the item has it
 * already; else one that follows from where they come from, so that a run after a crash finds what it gave before.
 * @param taken ids that the item has
 */
export function identified(
  objects: readonly FoundObject[],
  of: readonly string[],
  taken: Iterable<string> = [],
): ItemObject[] {
  const used = new Set(taken);
  return objects.map((object, index) => {
    const { object: rest, id } = parted(object);
    const object_id = id !== null && !used.has(id) ? id : idOf("object", ...of, index);
    used.add(object_id);
    return { ...rest, object_id };
  });
}

/** Objects as they are written: those without an id are new. */
export const withIds = (objects: readonly ObjectInput[]): ItemObject[] =>
  objects.map((object) => ({ ...object, object_id: object.object_id ?? randomUUID() }));

/**
 * Objects as they are stored. Revisions never change, so those from before objects had an identity get theirs whenever they are
 * read: from the item and what they say, so that every version and every clone tells the same one.
 */
export function storedObjects(payload: unknown, mediaId: string): ItemObject[] {
  if (!Array.isArray(payload)) return [];
  const seen = new Map<string, number>();
  return (payload as (Partial<ItemObject> & FoundObject)[]).map((object) => {
    if (object.object_id !== undefined) return object as ItemObject;
    const says = canonicalJson(object);
    const before = seen.get(says) ?? 0;
    seen.set(says, before + 1);
    return { ...object, type: object.type ?? typesOf(object)[0]!, object_id: idOf("object", mediaId, says, before) };
  });
}
