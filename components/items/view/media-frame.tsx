"use client";

import { useState } from "react";
import type { ItemDto } from "@/lib/items/schema";
import type { Box, Viewport } from "./geometry";
import { Player } from "./player";
import { Stage } from "./stage";
import type { BoxEditing } from "./use-stage";

interface MediaFrameProps {
  readonly item: ItemDto;
  /** What is drawn over it; its own boxes where nothing else is said. */
  readonly objects?: readonly Box[];
  /** What is seen of it, where the parent says so: frames that share it move as one. Null is fitted; left out, the frame keeps it. */
  readonly viewport?: Viewport | null;
  readonly onViewport?: (viewport: Viewport | null) => void;
  readonly editing?: BoxEditing | null;
  readonly onSwipe?: (to: "previous" | "next") => void;
}

/** An item's media with what is drawn over it, as large as there is room. Needs nothing around it. */
export function MediaFrame({ item, objects, viewport, onViewport, editing = null, onSwipe }: MediaFrameProps) {
  const [kept, setKept] = useState<Viewport | null>(null);
  if (item.media_type === "video") return <Player key={item.media_id} item={item} onSwipe={onSwipe} />;
  return (
    <Stage
      item={item}
      boxes={objects ?? item.objects}
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
