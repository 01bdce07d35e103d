"use client";

import { createContext, useContext, type ReactNode } from "react";
import { useWorkspace } from "@/components/workspace/workspace";
import type { ItemDto } from "@/lib/items/schema";
import type { Edits } from "../use-edits";
import { useItemEditor, type ItemEditor } from "./use-item-editor";
import type { ObjectEditor } from "./object-editor";
import { useParts, type CaptionEditor } from "./use-parts";

/** What the parts of the item view share: the item that is shown, and what is being changed of it. */
export interface OpenItem {
  readonly datasetId: string;
  readonly stateId: string;
  readonly snapshotId: string | null;
  readonly item: ItemDto;
  /** Why nothing can be edited now; null when it can. */
  readonly blocked: string | null;
  readonly edits: Edits;
  readonly editor: ItemEditor;
  readonly caption: CaptionEditor;
  readonly objects: ObjectEditor;
  readonly openItem: (mediaId: string) => void;
  /** Puts the focus back on the picture, where keys go through the list. */
  readonly focusStage: () => void;
}

const Context = createContext<OpenItem | null>(null);

/** @throws Error outside of the item view */
export function useOpenItem(): OpenItem {
  const open = useContext(Context);
  if (!open) throw new Error("This belongs in the item view");
  return open;
}

interface OpenItemProviderProps {
  readonly item: ItemDto;
  readonly focusStage: () => void;
  readonly children: ReactNode;
}

export function OpenItemProvider({ item, focusStage, children }: OpenItemProviderProps) {
  const { dataset, view, list, blocked, edits, openItem } = useWorkspace();
  const editor = useItemEditor(dataset.id, item.media_id, edits);
  const parts = useParts({ datasetId: dataset.id, item, editor, blocked, readOnly: view.snapshot !== null });
  return (
    <Context
      value={{
        datasetId: dataset.id,
        stateId: list.stateId,
        snapshotId: view.snapshot,
        item,
        blocked,
        edits,
        editor,
        ...parts,
        openItem,
        focusStage,
      }}
    >
      {children}
    </Context>
  );
}
