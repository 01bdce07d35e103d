"use client";

import clsx from "clsx";
import { useState, type ReactNode } from "react";
import { MediaFrame } from "@/components/items/view/media-frame";
import type { Viewport } from "@/components/items/view/geometry";
import type { ComparedItem } from "@/lib/comparing/schema";
import type { ItemDto } from "@/lib/items/schema";
import type { ItemObject } from "@/lib/objects/model";

export const WAYS = ["Side by side", "Swipe", "Onion skin"] as const;
export type Way = (typeof WAYS)[number];

interface PictureCompareProps {
  readonly compared: ComparedItem;
  readonly way: Way;
  /** Only what became of something is drawn. */
  readonly onlyChanged: boolean;
  /** For as long as it is held, what was there before lies over everything. */
  readonly isHeld: boolean;
}

/** An item as it was and as it is, with its objects: beside each other, or one over the other. */
export function PictureCompare({ compared, way, onlyChanged, isHeld }: PictureCompareProps) {
  const { before, after, object_changes } = compared;
  // What is zoomed in the one is zoomed in the other.
  const [viewport, setViewport] = useState<Viewport | null>(null);
  const differing = new Set(object_changes?.objects.map(({ object_id }) => object_id));
  const frameOf = (item: ItemDto) => (
    <MediaFrame
      item={item}
      objects={
        onlyChanged ? item.objects.filter(({ object_id }: ItemObject) => differing.has(object_id)) : item.objects
      }
      viewport={viewport}
      onViewport={setViewport}
    />
  );
  if (!before || !after)
    return (
      <Side name={before ? "Before" : "After"} className="size-full">
        {frameOf((before ?? after)!)}
      </Side>
    );
  // Two players over each other would be two that play by themselves.
  if (way === "Side by side" || after.media_type === "video")
    return (
      <div className="relative grid size-full gap-px bg-line max-md:grid-rows-2 md:grid-cols-2">
        <Side name="Before">{frameOf(before)}</Side>
        <Side name={isHeld ? "Before" : "After"}>{frameOf(isHeld ? before : after)}</Side>
      </div>
    );
  return <Layered key={way} way={way} before={frameOf(before)} after={frameOf(after)} isHeld={isHeld} />;
}

const Side = ({ name, className, children }: { name: string; className?: string; children: ReactNode }) => (
  <section aria-label={name} className={clsx("relative min-h-0 min-w-0 bg-sunken", className)}>
    {children}
    <span
      aria-hidden
      className="pointer-events-none absolute top-2 left-2 rounded bg-black/65 px-2 text-xs leading-6 text-white"
    >
      {name}
    </span>
  </section>
);

interface LayeredProps {
  readonly way: Exclude<Way, "Side by side">;
  readonly before: ReactNode;
  readonly after: ReactNode;
  readonly isHeld: boolean;
}

/** The later one above the earlier one, cut at a line or seen through. Only the one above is touched, and both move. */
function Layered({ way, before, after, isHeld }: LayeredProps) {
  const [share, setShare] = useState(50);
  const isSwipe = way === "Swipe";
  const look = isHeld ? { opacity: 0 } : isSwipe ? { clipPath: `inset(0 0 0 ${share}%)` } : { opacity: share / 100 };
  return (
    <div className="relative flex size-full flex-col">
      <div className="relative min-h-0 flex-1">
        <div className="absolute inset-0" aria-hidden inert>
          {before}
        </div>
        <section aria-label="After" className="absolute inset-0 isolate bg-sunken" style={look}>
          {after}
        </section>
        {isSwipe && !isHeld ? (
          <span
            aria-hidden
            data-testid="divider"
            className="pointer-events-none absolute inset-y-0 w-0.5 -translate-x-1/2 bg-white mix-blend-difference"
            style={{ left: `${share}%` }}
          />
        ) : null}
        {(["Before", "After"] as const).map((name) =>
          isHeld && name === "After" ? null : (
            <span
              key={name}
              aria-hidden
              className={clsx(
                "pointer-events-none absolute top-2 rounded bg-black/65 px-2 text-xs leading-6 text-white",
                name === "Before" ? "left-2" : "right-2",
              )}
            >
              {name}
            </span>
          ),
        )}
      </div>
      <label className="flex items-center gap-3 border-t border-line bg-surface px-4 text-[13px] text-muted">
        Before
        <input
          type="range"
          min={0}
          max={100}
          value={share}
          aria-label={isSwipe ? "Where the earlier one ends" : "How much of the later one is seen"}
          aria-valuetext={`${share} %`}
          onChange={(event) => setShare(Number(event.target.value))}
          className="h-10 min-w-0 flex-1 accent-(--accent) pointer-coarse:h-12"
        />
        After
      </label>
    </div>
  );
}
