"use client";

import clsx from "clsx";
import { MoveHorizontal } from "lucide-react";
import { useRef, useState, type PointerEvent, type ReactNode } from "react";
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

/** The later one above the earlier one, cut at a line or seen through. They move as one. */
function Layered({ way, before, after, isHeld }: LayeredProps) {
  const [share, setShare] = useState(50);
  const areaRef = useRef<HTMLDivElement>(null);
  const isSwipe = way === "Swipe";
  const look = isHeld ? { opacity: 0 } : isSwipe ? { clipPath: `inset(0 0 0 ${share}%)` } : { opacity: share / 100 };
  const drag = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const { left, width } = areaRef.current!.getBoundingClientRect();
    setShare(Math.round(Math.min(100, Math.max(0, ((event.clientX - left) / width) * 100))));
  };
  return (
    <div className="flex size-full flex-col">
      <div ref={areaRef} className="relative min-h-0 flex-1">
        {/* Where the other one is cut away, this one is what is touched. */}
        <section aria-label="Before" className="absolute inset-0" inert={!isSwipe}>
          {before}
        </section>
        <section aria-label="After" className="absolute inset-0 isolate bg-sunken" style={look}>
          {after}
        </section>
        {isSwipe && !isHeld ? (
          // The slider below does the same for the keyboard.
          <span
            aria-hidden
            data-testid="divider"
            onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
            onPointerMove={drag}
            className="absolute top-0 bottom-16 grid w-8 -translate-x-1/2 cursor-ew-resize touch-none place-items-center before:absolute before:inset-y-0 before:left-1/2 before:w-0.5 before:-translate-x-1/2 before:bg-white before:mix-blend-difference pointer-coarse:w-12"
            style={{ left: `${share}%` }}
          >
            <MoveHorizontal size={28} className="relative rounded-full bg-black/65 p-1 text-white" />
          </span>
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
