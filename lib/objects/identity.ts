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

/** Objects that are new with an item of their own: a run after a crash finds the ids that it gave before. */
export const identified = (objects: readonly FoundObject[], ...of: readonly string[]): ItemObject[] =>
  objects.map((object, index) => ({ ...object, object_id: idOf("object", ...of, index) }));

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
