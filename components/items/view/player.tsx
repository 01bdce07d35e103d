"use client";

import { useRef, useState, type PointerEvent } from "react";
import type { ItemDto } from "@/lib/items/schema";
import { IDLE, step, swiped, type Scene, type StageInput } from "./stage-state";

interface PlayerProps {
  readonly item: ItemDto;
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
export function Player({ item, onSwipe }: PlayerProps) {
  const videoRef = useRef<HTMLVideoElement>(null);
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
        send({ type: "down", pointer: event.pointerId, at: at(event), touch: true, part: null });
      }}
      onPointerMove={(event) => send({ type: "move", pointer: event.pointerId, at: at(event) })}
      onPointerUp={(event) => send({ type: "up", pointer: event.pointerId })}
      onPointerCancel={(event) => send({ type: "cancel", pointer: event.pointerId })}
      className="grid size-full touch-pan-y place-items-center overflow-hidden p-3"
    >
      <video
        ref={videoRef}
        controls
        src={item.url}
        poster={item.preview_url ?? undefined}
        className="max-h-full max-w-full touch-pan-y"
        style={hands.gesture?.type === "swipe" ? { transform: `translateX(${swiped(hands.gesture).x}px)` } : undefined}
      />
    </div>
  );
}
