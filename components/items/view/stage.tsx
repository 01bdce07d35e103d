"use client";

import clsx from "clsx";
import { Maximize, ZoomIn, ZoomOut } from "lucide-react";
import { useState } from "react";
import { placeholderUrl } from "@/components/media/placeholder";
import { IconButton } from "@/components/ui/button";
import { formatPercent } from "@/components/ui/format";
import type { ItemDto } from "@/lib/items/schema";
import { ObjectDrawing } from "@/components/objects/drawing";
import { useMaskOpacity } from "@/components/objects/use-shown";
import { boxBetween, isPlainBox } from "@/lib/objects/edit";
import type { ItemObject } from "@/lib/objects/model";
import { BoxAround, BoxLabel, BoxShape } from "./box-shape";
import type { Placement, Point, Size, Viewport } from "./geometry";
import { Handles, Hits } from "./handles";
import { SketchDrawing } from "./sketch-drawing";
import { swiped, type Gesture } from "./stage-state";
import { useStage, type ObjectEditing } from "./use-stage";

interface StageProps {
  readonly item: ItemDto;
  /** What is drawn over it. */
  readonly objects: readonly ItemObject[];
  readonly viewport: Viewport | null;
  readonly onViewport: (viewport: Viewport | null) => void;
  /** Null while objects are only shown. */
  readonly editing: ObjectEditing | null;
  readonly onSwipe?: (to: "previous" | "next") => void;
}

/** An image with its objects: zoomed with the wheel, the keys or two fingers, moved by dragging. */
export function Stage({ item, objects, viewport, onViewport, editing, onSwipe }: StageProps) {
  const image = { width: item.width ?? 1, height: item.height ?? 1 };
  const mediaId = item.media_id;
  const { frameRef, handlers, frame, placement, isClose, gesture, hover, zoom, fit } = useStage({
    mediaId,
    image,
    viewport,
    onViewport,
    editing,
    onSwipe,
  });
  return (
    <div className="relative size-full">
      <div
        ref={frameRef}
        role="group"
        tabIndex={0}
        aria-label={`${item.file_name}, zoom ${formatPercent(placement.scale)}`}
        data-testid="stage"
        {...handlers}
        className={clsx(
          "absolute inset-0 touch-none overflow-hidden select-none focus-visible:-outline-offset-2",
          cursorOf(editing, isClose, gesture),
        )}
      >
        <div
          className="absolute inset-0"
          style={gesture?.type === "swipe" ? { transform: `translateX(${swiped(gesture).x}px)` } : undefined}
        >
          {frame.width > 0 ? (
            <Picture key={mediaId} item={item} image={image} placement={placement} isClose={isClose} />
          ) : null}
          <Objects {...{ objects, image, frame, placement, editing, gesture, hover }} />
        </div>
      </div>
      <ZoomBar scale={placement.scale} isClose={isClose} zoom={zoom} fit={fit} />
    </div>
  );
}

function cursorOf(editing: ObjectEditing | null, isClose: boolean, gesture: Gesture | null): string {
  if (editing && editing.tool !== "select") return "cursor-crosshair";
  if (!isClose) return "cursor-default";
  return gesture?.type === "pan" ? "cursor-grabbing" : "cursor-grab";
}

/** The preview's longer side; beyond it the original is shown. */
const PREVIEW_PX = 1280;

function needsOriginal(image: Size, scale: number): boolean {
  const longer = Math.max(image.width, image.height);
  return longer > PREVIEW_PX && scale * longer * devicePixelRatio > PREVIEW_PX * 1.2;
}

interface PictureProps {
  readonly item: ItemDto;
  readonly image: Size;
  readonly placement: Placement;
  readonly isClose: boolean;
}

function Picture({ item, image, placement, isClose }: PictureProps) {
  const [loaded, setLoaded] = useState(false);
  const preview = item.preview_url ?? item.url;
  const source = isClose && needsOriginal(image, placement.scale) ? item.url : preview;
  // A preview is made when it is first looked at; the tile's picture is in the browser's cache until then.
  const meanwhile = [item.thumbnail_url, item.placeholder && placeholderUrl(item.placeholder)].filter(Boolean);
  return (
    <div
      className="absolute top-0 left-0 origin-top-left"
      style={{
        ...image,
        transform: `translate(${placement.x}px, ${placement.y}px) scale(${placement.scale})`,
        backgroundImage: loaded ? undefined : meanwhile.map((url) => `url("${url}")`).join(", "),
        backgroundSize: "100% 100%",
      }}
    >
      {/* The preview stays below until the original is there. */}
      {[...new Set([preview, source])].map((url) => (
        // eslint-disable-next-line @next/next/no-img-element -- previews have the size that is shown; nothing is left to optimise
        <img
          key={url}
          src={url}
          alt={url === source ? (item.caption ?? item.file_name) : ""}
          {...image}
          draggable={false}
          onLoad={() => setLoaded(true)}
          className="absolute inset-0 size-full max-w-none"
          style={placement.scale > 4 ? { imageRendering: "pixelated" } : undefined}
        />
      ))}
    </div>
  );
}

interface ObjectsProps {
  readonly objects: readonly ItemObject[];
  readonly image: Size;
  readonly frame: Size;
  readonly placement: Placement;
  readonly editing: ObjectEditing | null;
  readonly gesture: Gesture | null;
  readonly hover: Point | null;
}

function Objects({ objects, image, frame, placement, editing, gesture, hover }: ObjectsProps) {
  const [opacity] = useMaskOpacity();
  const selected = editing?.selected ?? null;
  const isSelected = (object: ItemObject) => object.object_id === selected?.object_id;
  const fresh = gesture?.type === "draw" ? boxBetween(gesture.from, gesture.to, image) : null;
  const unit = 1 / Math.max(placement.scale, 1e-3);
  return (
    <>
      <svg className="pointer-events-none absolute inset-0 size-full" aria-hidden>
        <g data-objects transform={`translate(${placement.x} ${placement.y}) scale(${placement.scale})`}>
          {objects.map((object) => (
            <ObjectDrawing
              key={object.object_id}
              object={object}
              opacity={opacity}
              selected={isSelected(object)}
              unit={unit}
            />
          ))}
        </g>
        {objects.filter(isPlainBox).map((box) => (
          <BoxShape key={box.object_id} {...{ box, placement }} selected={isSelected(box)} />
        ))}
        {selected && !isPlainBox(selected) ? <BoxAround box={selected} placement={placement} /> : null}
        {editing?.tool === "select" ? (
          <>
            <g transform={`translate(${placement.x} ${placement.y}) scale(${placement.scale})`}>
              <Hits {...{ objects, selected, unit }} />
            </g>
            {selected ? <Handles object={selected} spot={editing.spot} {...{ placement, frame }} /> : null}
          </>
        ) : null}
        {fresh ? <BoxShape box={{ ...fresh, label: "" }} placement={placement} selected /> : null}
        {editing?.sketch ? <SketchDrawing sketch={editing.sketch} {...{ placement, hover }} /> : null}
      </svg>
      <div className="pointer-events-none absolute inset-0 overflow-hidden">
        {objects.map((box) => (
          <BoxLabel key={box.object_id} {...{ box, placement }} selected={isSelected(box)} />
        ))}
      </div>
    </>
  );
}

interface ZoomBarProps {
  readonly scale: number;
  readonly isClose: boolean;
  readonly zoom: (factor: number) => void;
  readonly fit: () => void;
}

const ZOOM_BUTTON = "size-8! pointer-coarse:size-12!";

const ZoomBar = ({ scale, isClose, zoom, fit }: ZoomBarProps) => (
  <div className="absolute bottom-2 left-1/2 flex -translate-x-1/2 items-center rounded-md bg-surface/90 shadow">
    <IconButton label="Zoom out" disabled={!isClose} onClick={() => zoom(1 / 1.5)} className={ZOOM_BUTTON}>
      <ZoomOut size={16} aria-hidden />
    </IconButton>
    <output aria-live="off" className="w-12 text-center text-xs tabular-nums">
      {formatPercent(scale)}
    </output>
    <IconButton label="Zoom in" onClick={() => zoom(1.5)} className={ZOOM_BUTTON}>
      <ZoomIn size={16} aria-hidden />
    </IconButton>
    <IconButton label="Fit to the window" disabled={!isClose} onClick={fit} className={ZOOM_BUTTON}>
      <Maximize size={15} aria-hidden />
    </IconButton>
  </div>
);
