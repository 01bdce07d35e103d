"use client";

import type { Bounds } from "@/lib/objects/geometry";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import type { ItemDto } from "@/lib/items/schema";
import type { ItemObject } from "@/lib/objects/model";
import { isChanged, type ItemDraft, type Part, type PartName } from "./drafts";
import { movedBox, type Box } from "./geometry";
import { useDrafts, useDraftStore } from "./use-drafts";
import type { ItemEditor } from "./use-item-editor";

interface PartEditor<T> {
  /** Null while it is only shown. */
  readonly draft: Part<T> | null;
  readonly changed: boolean;
  /** The draft is from an earlier look at the item. */
  readonly restored: boolean;
  /** It was edited in this look at the item, and is not any more. */
  readonly ended: boolean;
  readonly begin: () => void;
  readonly cancel: () => void;
  /** Does nothing where there is nothing to save, or it cannot be saved as it is. */
  readonly save: () => void;
}

export interface CaptionEditor extends PartEditor<string> {
  readonly write: (text: string) => void;
}

export interface BoxEditor extends PartEditor<readonly Box[]> {
  readonly boxes: readonly Box[];
  readonly selected: number | null;
  readonly drawing: boolean;
  /** A box has no label yet. */
  readonly incomplete: boolean;
  /** The box that was drawn last: its label is what is typed next. A new object for each. */
  readonly drawn: { readonly index: number } | null;
  readonly select: (index: number | null) => void;
  readonly setDrawing: (drawing: boolean) => void;
  readonly change: (index: number, box: Box) => void;
  readonly nudge: (index: number, dx: number, dy: number) => void;
  readonly draw: (box: Bounds) => void;
  readonly remove: (index: number) => void;
}

/** One look at one item: what of it is over when another is shown. */
interface Visit {
  readonly mediaId: string;
  readonly began: Readonly<Record<PartName, boolean>>;
  readonly selected: number | null;
  readonly drawing: boolean;
  readonly drawn: { readonly index: number } | null;
}
const visitOf = (mediaId: string): Visit => ({
  mediaId,
  began: { caption: false, boxes: false },
  selected: null,
  drawing: false,
  drawn: null,
});

interface PartsOptions {
  readonly datasetId: string;
  readonly item: ItemDto;
  readonly editor: ItemEditor;
  /** Why nothing can be saved now; null when it can. */
  readonly blocked: string | null;
  /** It is an old version: drafts are of the current one. */
  readonly readOnly: boolean;
}

/** Caption and boxes of the item that is shown, with their drafts. */
export function useParts(options: PartsOptions): { caption: CaptionEditor; boxes: BoxEditor } {
  const keeper = useKeeper(options);
  return { caption: captionEditor(keeper, options.item), boxes: boxEditor(keeper, options.item) };
}

type Keeper = ReturnType<typeof useKeeper>;
type Patch = Parameters<ItemEditor["save"]>[0]["patch"];

/** What both parts do with the draft of their item. */
function useKeeper({ datasetId, item, editor, blocked, readOnly }: PartsOptions) {
  const { media_id: mediaId, file_name: fileName } = item;
  const store = useDraftStore();
  const found = useDrafts().find((draft) => draft.datasetId === datasetId && draft.mediaId === mediaId) ?? null;
  const draft = readOnly ? null : found;
  const [kept, setVisit] = useState(() => visitOf(mediaId));
  const visit = kept.mediaId === mediaId ? kept : visitOf(mediaId);
  if (visit !== kept) setVisit(visit);
  useEffect(() => () => store.leave(datasetId, mediaId), [store, datasetId, mediaId]);

  // As it is now, not as it was drawn: two changes in one event must not undo each other.
  const now = (): ItemDraft =>
    store.find(datasetId, mediaId) ?? { datasetId, mediaId, fileName, caption: null, boxes: null };
  const put = (parts: Partial<Pick<ItemDraft, PartName>>) => store.put({ ...now(), ...parts });
  const see = (more: Partial<Visit>) => setVisit({ ...visit, ...more });
  const cancel = (name: PartName) => {
    const before = now()[name];
    put({ [name]: null });
    see({ selected: null, drawing: false });
    if (!isChanged(before)) return;
    toast(`Unsaved ${name} discarded`, { action: { label: "Undo", onClick: () => put({ [name]: before }) } });
  };
  return {
    draft,
    visit,
    now,
    put,
    see,
    begin: (parts: Partial<Pick<ItemDraft, PartName>>, more: Partial<Visit> = {}) => {
      put(parts);
      see({
        ...more,
        began: { ...visit.began, ...Object.fromEntries(Object.keys(parts).map((name) => [name, true])) },
      });
    },
    save: (name: PartName, base: Parameters<ItemEditor["save"]>[0]["base"], patch: Patch) => {
      const sent = now();
      const part = sent[name];
      if (!part || editor.saving || blocked !== null) return;
      if (!isChanged(part)) return put({ [name]: null });
      editor.save({
        patch,
        etag: part.etag,
        base,
        onSaved: (saved) => store.saved({ draft: sent, part: name }, saved.etag),
        onGivenUp: () => put({ [name]: null }),
      });
    },
    common: (name: PartName) => ({
      changed: isChanged(draft?.[name] ?? null),
      restored: !visit.began[name],
      ended: visit.began[name] && !draft?.[name],
      cancel: () => cancel(name),
    }),
  };
}

function captionEditor({ draft, now, put, begin, save, common }: Keeper, item: ItemDto): CaptionEditor {
  const saved = item.caption ?? "";
  return {
    ...common("caption"),
    draft: draft?.caption ?? null,
    begin: () => begin({ caption: { value: saved, base: saved, etag: item.etag } }),
    write: (value) => {
      const { caption } = now();
      if (caption) put({ caption: { ...caption, value } });
    },
    save: () => {
      const { caption } = now();
      if (caption) save("caption", { caption: caption.base || null }, { caption: caption.value.trim() || null });
    },
  };
}

function boxEditor({ draft, visit, now, put, see, begin, save, common }: Keeper, item: ItemDto): BoxEditor {
  const objects: readonly Box[] = item.objects;
  const boxes = draft?.boxes?.value ?? objects;
  const setBoxes = (update: (boxes: readonly Box[]) => readonly Box[]) => {
    const { boxes: part } = now();
    if (part) put({ boxes: { ...part, value: update(part.value) } });
  };
  const update = (index: number, change: (box: Box) => Box) =>
    setBoxes((all) => all.map((box, at) => (at === index ? change(box) : box)));
  return {
    ...common("boxes"),
    draft: draft?.boxes ?? null,
    boxes,
    incomplete: boxes.some(({ label }) => label.trim() === ""),
    selected: visit.selected,
    drawing: visit.drawing,
    drawn: visit.drawn,
    begin: () =>
      begin({ boxes: { value: objects, base: objects, etag: item.etag } }, { drawing: objects.length === 0 }),
    save: () => {
      const { boxes: part } = now();
      const labelled = part?.value.map((box) => ({ ...box, label: box.label.trim() })) ?? [];
      if (!part || labelled.some(({ label }) => label === "")) return;
      save("boxes", { objects: [...part.base] as ItemObject[] }, { objects: labelled.length === 0 ? null : labelled });
    },
    select: (selected) => see({ selected }),
    setDrawing: (drawing) => see({ drawing, selected: null }),
    change: (index, box) => update(index, () => box),
    nudge: (index, dx, dy) => {
      const image = { width: item.width ?? 1, height: item.height ?? 1 };
      update(index, (box) => movedBox(box, dx, dy, image));
    },
    draw: (box) => {
      const { length } = boxes;
      setBoxes((all) => [...all, { ...box, type: "box", label: all.at(-1)?.label ?? item.labels[0] ?? "" }]);
      see({ selected: length, drawing: false, drawn: { index: length } });
    },
    remove: (index) => {
      setBoxes((all) => all.filter((_, at) => at !== index));
      see({ selected: null });
    },
  };
}
