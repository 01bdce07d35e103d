/** What was written on items and not saved yet. Pure but for what it keeps. */
import type { ItemObject } from "@/lib/objects/model";
import type { ObjectsPart } from "./drawing-steps";

/** A part of an item as it is being edited, and as it was when that began. */
export interface Part<T> {
  readonly value: T;
  readonly base: T;
  /** Of the item that the changes began with. */
  readonly etag: string;
}

export interface ItemDraft {
  readonly datasetId: string;
  readonly mediaId: string;
  readonly fileName: string;
  /** Empty text is no caption. */
  readonly caption: Part<string> | null;
  readonly objects: ObjectsPart | null;
}
export type PartName = "caption" | "objects";

const isSame = (a: readonly ItemObject[], b: readonly ItemObject[]): boolean =>
  a === b ||
  (a.length === b.length &&
    // What was not touched is the very same: only the rest is looked into.
    a.every((object, at) => object === b[at] || JSON.stringify(object) === JSON.stringify(b[at])));

/** Whether a part would change anything, or a shape in it is half drawn. */
export function isChanged(part: Part<string> | ObjectsPart | null): boolean {
  if (part === null) return false;
  return "sketch" in part
    ? part.sketch !== null || !isSame(part.value, part.base)
    : part.value.trim() !== part.base.trim();
}
export const changesOf = (draft: ItemDraft): number =>
  Number(isChanged(draft.caption)) + Number(isChanged(draft.objects));

export interface Drafts {
  readonly subscribe: (listener: () => void) => () => void;
  /** The same array for as long as nothing changes; the latest written is the last. */
  readonly all: () => readonly ItemDraft[];
  readonly find: (datasetId: string, mediaId: string) => ItemDraft | null;
  /** Keeps a draft; one without parts is let go. */
  readonly put: (draft: ItemDraft) => void;
  /** What was only opened and not changed is no draft once the item is left. */
  readonly leave: (datasetId: string, mediaId: string) => void;
  /**
   * A part was saved. What was written on it since, while the server was busy, stays, and begins with what was saved now; so does
   * a draft of the other part that began with the same item, since nothing but this save came in between.
   * @param sent what was saved @param etag of the item as it is now
   */
  readonly saved: (sent: { draft: ItemDraft; part: PartName }, etag: string) => void;
}

export function createDrafts(): Drafts {
  let drafts: readonly ItemDraft[] = [];
  const listeners = new Set<() => void>();
  const is = (datasetId: string, mediaId: string) => (draft: ItemDraft) =>
    draft.datasetId === datasetId && draft.mediaId === mediaId;
  const find: Drafts["find"] = (datasetId, mediaId) => drafts.find(is(datasetId, mediaId)) ?? null;
  const put: Drafts["put"] = (draft) => {
    const others = drafts.filter((other) => !is(draft.datasetId, draft.mediaId)(other));
    drafts = draft.caption || draft.objects ? [...others, draft] : others;
    listeners.forEach((listener) => listener());
  };
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    all: () => drafts,
    find,
    put,
    leave: (datasetId, mediaId) => {
      const draft = find(datasetId, mediaId);
      if (!draft) return;
      const kept = <T extends ItemDraft[PartName]>(part: T) => (isChanged(part) ? part : null);
      put({ ...draft, caption: kept(draft.caption), objects: kept(draft.objects) });
    },
    saved: ({ draft: sent, part }, etag) => {
      const now = find(sent.datasetId, sent.mediaId);
      if (!now) return;
      const other: PartName = part === "caption" ? "objects" : "caption";
      const before = sent[part]!;
      const going = now[part];
      const base = typeof before.value === "string" ? before.value.trim() : before.value;
      const rebased = going && going !== before ? { ...going, base, etag } : null;
      const beside = now[other]?.etag === before.etag ? { ...now[other], etag } : now[other];
      put({ ...now, [part]: rebased, [other]: beside });
    },
  };
}
