"use client";

import { useEffect, useState } from "react";
import { toast } from "sonner";
import type { ItemDto } from "@/lib/items/schema";
import { useCurrentUser } from "@/components/layout/current-user";
import type { Spot } from "@/lib/objects/edit";
import { isChanged, type ItemDraft, type Part, type PartName } from "./drafts";
import { objectEditor, type ObjectEditor } from "./object-editor";
import type { Tool } from "./sketch";
import { useDrafts, useDraftStore } from "./use-drafts";
import type { ItemEditor } from "./use-item-editor";

export interface PartEditor<P> {
  /** Null while it is only shown. */
  readonly draft: P | null;
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

export interface CaptionEditor extends PartEditor<Part<string>> {
  readonly write: (text: string) => void;
}

/** One look at one item: what of it is over when another is shown. */
interface Visit {
  readonly mediaId: string;
  readonly began: Readonly<Record<PartName, boolean>>;
  readonly selected: string | null;
  readonly spot: Spot | null;
  readonly tool: Tool;
  /** The object that was drawn last: its label is what is typed next. A new one for each. */
  readonly drawn: { readonly id: string } | null;
}
const visitOf = (mediaId: string): Visit => ({
  mediaId,
  began: { caption: false, objects: false },
  selected: null,
  spot: null,
  tool: "select",
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

/** Caption and objects of the item that is shown, with their drafts. */
export function useParts(options: PartsOptions): { caption: CaptionEditor; objects: ObjectEditor } {
  const keeper = useKeeper(options);
  const author = useCurrentUser();
  return { caption: captionEditor(keeper, options.item), objects: objectEditor(keeper, options.item, author) };
}

export type Keeper = ReturnType<typeof useKeeper>;
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
    store.find(datasetId, mediaId) ?? { datasetId, mediaId, fileName, caption: null, objects: null };
  const put = (parts: Partial<Pick<ItemDraft, PartName>>) => store.put({ ...now(), ...parts });
  const see = (more: Partial<Visit>) =>
    setVisit((current) => ({ ...(current.mediaId === mediaId ? current : visitOf(mediaId)), ...more }));
  const cancel = (name: PartName) => {
    const before = now()[name];
    put({ [name]: null });
    see({ selected: null, spot: null, tool: "select" });
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
