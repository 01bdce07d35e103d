"use client";

import { useRef, useState, type PointerEvent, type RefObject } from "react";
import type { ItemDto } from "@/lib/items/schema";
import { ObjectOutline } from "@/components/objects/drawing";
import { useMaskOpacity } from "@/components/objects/use-shown";
import { objectsAt } from "@/lib/objects/details";
import type { ItemObject } from "@/lib/objects/model";
import { IDLE, step, swiped, type Scene, type StageInput } from "./stage-state";
import { useSize } from "./use-stage";

interface PlayerProps {
  readonly item: ItemDto;
  readonly objects: readonly ItemObject[];
  readonly onSwipe?: (to: "previous" | "next") => void;
}

/** Pixels above a player's lower edge that its controls take: there, a finger seeks. */
const CONTROLS_PX = 72;
/** A video is neither moved nor zoomed: of what fingers do to a picture, only swiping is left. */
const FITTED: Scene = {
  image: { width: 1, height: 1 },
  frame: { width: 1, height: 1 },
  viewport: null,
  editing: null,
};

/** A video with the browser's own controls; a finger swipes over it as over an image. One for each item. */
export function Player({ item, objects, onSwipe }: PlayerProps) {
  const videoRef = useRef<HTMLVideoElement>(null);
  const [ms, setMs] = useState(0);
  const [hands, setHands] = useState(IDLE);
  const handsRef = useRef(IDLE);
  const send = (input: StageInput) => {
    const { hands: next, outcomes } = step(handsRef.current, input, FITTED);
    handsRef.current = next;
    setHands(next);
    for (const outcome of outcomes) if (outcome.type === "swipe") onSwipe?.(outcome.to);
  };
  const isPlayers = ({ clientY }: PointerEvent) => {
    const video = videoRef.current!;
    if (document.fullscreenElement === video) return true;
    const { top, bottom } = video.getBoundingClientRect();
    return clientY >= Math.max(top, bottom - CONTROLS_PX) && clientY <= bottom;
  };
  const at = ({ clientX, clientY }: PointerEvent) => ({ x: clientX, y: clientY });
  return (
    <div
      // Nothing is captured: the browser gives a finger's events to what it first touched, and the player needs its taps.
      onPointerDown={(event) => {
        if (event.pointerType !== "touch" || isPlayers(event)) return;
        send({ type: "down", pointer: event.pointerId, at: at(event), touch: true, touched: null });
      }}
      onPointerMove={(event) => send({ type: "move", pointer: event.pointerId, at: at(event) })}
      onPointerUp={(event) => send({ type: "up", pointer: event.pointerId })}
      onPointerCancel={(event) => send({ type: "cancel", pointer: event.pointerId })}
      className="isolate grid size-full touch-pan-y place-items-center overflow-hidden p-3"
    >
      <video
        ref={videoRef}
        controls
        onTimeUpdate={(event) => setMs(event.currentTarget.currentTime * 1000)}
        onSeeked={(event) => setMs(event.currentTarget.currentTime * 1000)}
        src={item.url}
        poster={item.preview_url ?? undefined}
        className="max-h-full max-w-full touch-pan-y [grid-area:1/1]"
        style={hands.gesture?.type === "swipe" ? { transform: `translateX(${swiped(hands.gesture).x}px)` } : undefined}
      />
      {objects.length > 0 ? <Overlay item={item} objects={objectsAt(objects, ms)} videoRef={videoRef} /> : null}
    </div>
  );
}

interface OverlayProps {
  readonly item: ItemDto;
  readonly objects: readonly ItemObject[];
  readonly videoRef: RefObject<HTMLVideoElement | null>;
}

/** The objects of the moment over the video, as large as it is. */
function Overlay({ item, objects, videoRef }: OverlayProps) {
  const [opacity] = useMaskOpacity();
  const size = useSize(videoRef);
  const unit = size.width > 0 ? (item.width ?? 1) / size.width : 1;
  return (
    <svg
      aria-hidden
      data-testid="moment"
      viewBox={`0 0 ${item.width ?? 1} ${item.height ?? 1}`}
      {...size}
      // A player paints itself over what comes after it.
      className="pointer-events-none z-10 [grid-area:1/1]"
    >
      {objects.map((object) => (
        <ObjectOutline key={object.object_id} {...{ object, opacity, unit }} />
      ))}
    </svg>
  );
}
