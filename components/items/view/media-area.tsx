"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";
import { IconButton } from "@/components/ui/button";
import type { ItemDto } from "@/lib/items/schema";
import { isShown, useHidden } from "@/components/objects/use-shown";
import type { Viewport } from "./geometry";
import { MediaFrame } from "./media-frame";
import { useOpenItem } from "./open-item";
import type { ObjectEditing } from "./use-stage";

interface MediaAreaProps {
  readonly previous: ItemDto | null;
  readonly next: ItemDto | null;
}

/** The picture, and the way to those beside it. */
export function MediaArea({ previous, next }: MediaAreaProps) {
  const { item, objects: editor, openItem } = useOpenItem();
  const [hidden] = useHidden();
  const [viewport, setViewport] = useCarriedViewport(item);
  const go = (to: ItemDto | null) => to && openItem(to.media_id);
  const { selected } = editor;
  // What is being worked on is seen, whatever is hidden.
  const objects = editor.objects.filter((object) => object === selected || isShown(hidden, object));
  const editing: ObjectEditing | null = editor.draft
    ? {
        ...editor,
        objects,
        onSelect: editor.select,
        onChange: editor.drag,
        onDraw: editor.draw,
        onPlot: editor.plot,
        onFinish: editor.finish,
      }
    : null;
  return (
    <>
      <MediaFrame
        item={item}
        objects={objects}
        viewport={viewport}
        onViewport={setViewport}
        editing={editing}
        onSwipe={(to) => go(to === "next" ? next : previous)}
      />
      {/* While something is drawn, what lies below them is drawn on too. */}
      {editor.draft && editor.tool !== "select" ? null : (
        <>
          <span className="absolute top-1/2 left-2 -translate-y-1/2">
            <IconButton label="Previous item" disabled={!previous} onClick={() => go(previous)} className={STEP}>
              <ChevronLeft size={22} aria-hidden />
            </IconButton>
          </span>
          <span className="absolute top-1/2 right-2 -translate-y-1/2">
            <IconButton label="Next item" disabled={!next} onClick={() => go(next)} className={STEP}>
              <ChevronRight size={22} aria-hidden />
            </IconButton>
          </span>
        </>
      )}
    </>
  );
}

const STEP = "size-12! bg-surface/80 shadow-sm";

/** Going on to an image of the same size keeps what is looked at; any other is fitted. */
function useCarriedViewport(item: ItemDto): [Viewport | null, (viewport: Viewport | null) => void] {
  const size = `${item.width} ${item.height}`;
  const [kept, setKept] = useState<{ size: string; viewport: Viewport | null }>({ size, viewport: null });
  const now = kept.size === size ? kept : { size, viewport: null };
  if (now !== kept) setKept(now);
  return [now.viewport, (viewport) => setKept({ size, viewport })];
}
