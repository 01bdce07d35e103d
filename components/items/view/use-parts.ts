"use client";

import { useEffect, useState } from "react";
import { toast } from "sonner";
import type { ItemDto } from "@/lib/items/schema";
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
  readonly draw: (box: Omit<Box, "label">) => void;
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

/** Caption and boxes of the item that is shown, with their drafts. @param readOnly it is an old version: drafts are of the current one */
export function useParts(datasetId: string, item: ItemDto, editor: ItemEditor, readOnly: boolean) {
  const { media_id: mediaId, file_name: fileName } = item;
  const store = useDraftStore();
  const drafts = useDrafts();
  const found = drafts.find((draft) => draft.datasetId === datasetId && draft.mediaId === mediaId) ?? null;
  const draft = readOnly ? null : found;
  const [kept, setVisit] = useState(() => visitOf(mediaId));
  const visit = kept.mediaId === mediaId ? kept : visitOf(mediaId);
  if (visit !== kept) setVisit(visit);
  useEffect(() => () => store.leave(datasetId, mediaId), [store, datasetId, mediaId]);

  // As it is now, not as it was drawn: two changes in one event must not undo each other.
  const now = (): ItemDraft =>
    store.find(datasetId, mediaId) ?? { datasetId, mediaId, fileName, caption: null, boxes: null };
  const begin = (name: PartName, part: ItemDraft[PartName], more: Partial<Visit> = {}) => {
    store.put({ ...now(), [name]: part });
    setVisit({ ...visit, ...more, began: { ...visit.began, [name]: true } });
  };
  const drop = (name: PartName) => store.put({ ...now(), [name]: null });
  const cancel = (name: PartName) => {
    const before = now()[name];
    drop(name);
    setVisit({ ...visit, selected: null, drawing: false });
    if (!isChanged(before)) return;
    toast(`Unsaved ${name} discarded`, {
      action: { label: "Undo", onClick: () => store.put({ ...now(), [name]: before }) },
    });
  };
  const save = (name: PartName, patch: (sent: ItemDraft) => Parameters<ItemEditor["save"]>[0]["patch"]) => {
    const sent = now();
    const part = sent[name];
    if (!part || editor.saving) return;
    if (!isChanged(part)) return drop(name);
    editor.save({
      patch: patch(sent),
      etag: part.etag,
      base: typeof part.base === "string" ? { caption: part.base || null } : { objects: [...part.base] },
      onSaved: (saved) => store.saved({ draft: sent, part: name }, saved.etag),
      onGivenUp: () => drop(name),
    });
  };
  const common = (name: PartName) => ({
    changed: isChanged(draft?.[name] ?? null),
    restored: !visit.began[name],
    ended: visit.began[name] && !draft?.[name],
    cancel: () => cancel(name),
  });

  const saved = item.caption ?? "";
  const caption: CaptionEditor = {
    ...common("caption"),
    draft: draft?.caption ?? null,
    begin: () => begin("caption", { value: saved, base: saved, etag: item.etag }),
    write: (value) => draft?.caption && store.put({ ...now(), caption: { ...draft.caption, value } }),
    save: () => save("caption", ({ caption: part }) => ({ caption: part!.value.trim() || null })),
  };

  const objects = item.objects as Box[];
  const boxes = draft?.boxes?.value ?? objects;
  const setBoxes = (update: (boxes: readonly Box[]) => readonly Box[]) => {
    const { boxes: part, ...others } = now();
    if (part) store.put({ ...others, boxes: { ...part, value: update(part.value) } });
  };
  const change = (index: number, box: Box) => setBoxes((all) => all.map((other, at) => (at === index ? box : other)));
  const incomplete = boxes.some(({ label }) => label.trim() === "");
  const boxEditor: BoxEditor = {
    ...common("boxes"),
    draft: draft?.boxes ?? null,
    boxes,
    incomplete,
    selected: visit.selected,
    drawing: visit.drawing,
    drawn: visit.drawn,
    begin: () => begin("boxes", { value: objects, base: objects, etag: item.etag }, { drawing: objects.length === 0 }),
    save: () => {
      if (incomplete) return;
      save("boxes", ({ boxes: part }) => ({
        objects: part!.value.length === 0 ? null : part!.value.map((box) => ({ ...box, label: box.label.trim() })),
      }));
    },
    select: (selected) => setVisit({ ...visit, selected }),
    setDrawing: (drawing) => setVisit({ ...visit, drawing, selected: null }),
    change,
    nudge: (index, dx, dy) => {
      const image = { width: item.width ?? 1, height: item.height ?? 1 };
      setBoxes((all) => all.map((box, at) => (at === index ? movedBox(box, dx, dy, image) : box)));
    },
    draw: (box) => {
      setBoxes((all) => [...all, { ...box, label: all.at(-1)?.label ?? item.labels[0] ?? "" }]);
      setVisit({ ...visit, selected: boxes.length, drawing: false, drawn: { index: boxes.length } });
    },
    remove: (index) => {
      setBoxes((all) => all.filter((_, at) => at !== index));
      setVisit({ ...visit, selected: null });
    },
  };
  return { caption, boxes: boxEditor };
}
