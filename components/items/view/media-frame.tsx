"use client";

import { useState } from "react";
import type { ItemDto } from "@/lib/items/schema";
import type { ItemObject } from "@/lib/objects/model";
import type { Viewport } from "./geometry";
import { Player } from "./player";
import { Stage } from "./stage";
import type { ObjectEditing } from "./use-stage";

interface MediaFrameProps {
  readonly item: ItemDto;
  /** What is drawn over it; its own objects where nothing else is said. */
  readonly objects?: readonly ItemObject[];
  /** What is seen of it, where the parent says so: frames that share it move as one. Null is fitted; left out, the frame keeps it. */
  readonly viewport?: Viewport | null;
  readonly onViewport?: (viewport: Viewport | null) => void;
  readonly editing?: ObjectEditing | null;
  readonly onSwipe?: (to: "previous" | "next") => void;
}

/** An item's media with what is drawn over it, as large as there is room. Needs nothing around it. */
export function MediaFrame({ item, objects, viewport, onViewport, editing = null, onSwipe }: MediaFrameProps) {
  const [kept, setKept] = useState<Viewport | null>(null);
  if (item.media_type === "video")
    return <Player key={item.media_id} item={item} objects={objects ?? item.objects} onSwipe={onSwipe} />;
  return (
    <Stage
      item={item}
      objects={objects ?? item.objects}
      viewport={viewport === undefined ? kept : viewport}
      onViewport={(next) => {
        setKept(next);
        onViewport?.(next);
      }}
      editing={editing}
      onSwipe={onSwipe}
    />
  );
}
