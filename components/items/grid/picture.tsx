"use client";

import { ImageOff, Play } from "lucide-react";
import { useRef, useState } from "react";
import type { ShownItem } from "../use-overlays";

/** Milliseconds that the pointer rests on a video before it plays: passing over one starts nothing. */
const HOVER_MS = 250;

/** What a tile shows of its item: the thumbnail, and for a video, while the pointer rests on it, the video. */
export function Picture({ item }: { item: ShownItem }) {
  const [playing, setPlaying] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isVideo = item.media_type === "video";
  const rest = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setPlaying(true), HOVER_MS);
  };
  const leave = () => {
    clearTimeout(timer.current);
    setPlaying(false);
  };
  return (
    <span
      className="block size-full"
      onPointerEnter={isVideo ? rest : undefined}
      onPointerLeave={isVideo ? leave : undefined}
    >
      {item.thumbnail_url ? (
        // eslint-disable-next-line @next/next/no-img-element -- thumbnails are made at import; nothing is left to optimise
        <img src={item.thumbnail_url} alt="" decoding="async" draggable={false} className="size-full object-cover" />
      ) : (
        <span className="grid size-full place-items-center text-muted">
          <ImageOff size={24} aria-hidden />
        </span>
      )}
      {isVideo && playing ? (
        <video
          src={item.url}
          muted
          loop
          autoPlay
          playsInline
          aria-hidden
          tabIndex={-1}
          className="absolute inset-0 size-full object-cover"
        />
      ) : null}
      {isVideo && !playing ? (
        <Play size={22} aria-hidden className="absolute right-2 bottom-2 rounded-full bg-black/60 p-1 text-white" />
      ) : null}
    </span>
  );
}
