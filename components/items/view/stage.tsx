"use client";

import clsx from "clsx";
import { Maximize, ZoomIn, ZoomOut } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { placeholderUrl } from "@/components/media/placeholder";
import { IconButton } from "@/components/ui/button";
import { formatPercent } from "@/components/ui/format";
import type { ItemDto } from "@/lib/items/schema";
import { colourOf } from "../box-colour";
import {
  boxBetween,
  fitted,
  HANDLES,
  handlePoint,
  isBox,
  movedBox,
  panned,
  resizedBox,
  toImage,
  zoomed,
  type Box,
  type Handle,
  type Placement,
  type Point,
} from "./geometry";

export interface BoxEditing {
  readonly boxes: readonly Box[];
  readonly selected: number | null;
  /** Drags draw a new box instead of moving the image. */
  readonly drawing: boolean;
  readonly onSelect: (index: number | null) => void;
  readonly onChange: (index: number, box: Box) => void;
  readonly onDraw: (box: Omit<Box, "label">) => void;
}

interface StageProps {
  readonly item: ItemDto;
  /** Null while boxes are only shown. */
  readonly editing: BoxEditing | null;
}

type Drag =
  | { readonly type: "pan"; readonly last: Point }
  | { readonly type: "draw"; readonly from: Point; readonly to: Point }
  | {
      readonly type: "move" | "resize";
      readonly index: number;
      readonly handle: Handle;
      readonly start: Point;
      readonly box: Box;
    };

/** The preview's longer side; beyond it the original is shown. */
const PREVIEW_PX = 1280;
const WHEEL_STEP = 0.0016;

/** An image with its boxes: zoomed with the wheel, the keys or two fingers, moved by dragging. */
export function Stage({ item, editing }: StageProps) {
  const image = { width: item.width ?? 1, height: item.height ?? 1 };
  const frame = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState({ width: 0, height: 0 });
  // Null while it is fitted: it then follows the size of the frame.
  const [zoom, setZoom] = useState<Placement | null>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const [loaded, setLoaded] = useState<string | null>(null);
  const fingers = useRef(new Map<number, Point>());
  useLayoutEffect(() => {
    const element = frame.current!;
    const measure = () => setRoom({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const placement = zoom ?? (room.width > 0 ? fitted(image, room) : { scale: 1, x: 0, y: 0 });
  const at = (event: { clientX: number; clientY: number }): Point => {
    const box = frame.current!.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const zoomBy = (factor: number, point: Point = { x: room.width / 2, y: room.height / 2 }) =>
    setZoom(zoomed(placement, factor, point, image, room));

  // React listens to wheels passively, and the page must not scroll behind the image.
  const zoomRef = useRef(zoomBy);
  useEffect(() => {
    zoomRef.current = zoomBy;
  });
  useEffect(() => {
    const element = frame.current!;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const box = element.getBoundingClientRect();
      zoomRef.current(Math.exp(-event.deltaY * (event.ctrlKey ? 6 : 1) * WHEEL_STEP), {
        x: event.clientX - box.left,
        y: event.clientY - box.top,
      });
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, []);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0 || (event.target as Element).closest("button")) return;
    const point = at(event);
    fingers.current.set(event.pointerId, point);
    event.currentTarget.setPointerCapture(event.pointerId);
    if (fingers.current.size > 1) return setDrag(null);
    const part = (event.target as Element).closest<SVGElement>("[data-box]");
    if (editing?.drawing)
      return setDrag({ type: "draw", from: toImage(point, placement), to: toImage(point, placement) });
    if (editing && part) {
      const index = Number(part.dataset.box);
      editing.onSelect(index);
      const handle = part.dataset.handle as Handle | undefined;
      return setDrag({
        type: handle ? "resize" : "move",
        index,
        handle: handle ?? "se",
        start: toImage(point, placement),
        box: editing.boxes[index]!,
      });
    }
    editing?.onSelect(null);
    setDrag({ type: "pan", last: point });
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const before = fingers.current.get(event.pointerId);
    if (!before) return;
    const point = at(event);
    if (fingers.current.size === 2) {
      const other = [...fingers.current].find(([id]) => id !== event.pointerId)![1];
      const spread = (from: Point) => Math.hypot(from.x - other.x, from.y - other.y);
      setZoom(
        zoomed(
          placement,
          spread(point) / Math.max(1, spread(before)),
          { x: (point.x + other.x) / 2, y: (point.y + other.y) / 2 },
          image,
          room,
        ),
      );
      fingers.current.set(event.pointerId, point);
      return;
    }
    fingers.current.set(event.pointerId, point);
    if (!drag) return;
    if (drag.type === "pan") {
      if (zoom) setZoom(panned(placement, point.x - drag.last.x, point.y - drag.last.y, image, room));
      setDrag({ type: "pan", last: point });
      return;
    }
    const here = toImage(point, placement);
    if (drag.type === "draw") return setDrag({ ...drag, to: here });
    const [dx, dy] = [here.x - drag.start.x, here.y - drag.start.y];
    editing?.onChange(
      drag.index,
      drag.type === "move" ? movedBox(drag.box, dx, dy, image) : resizedBox(drag.box, drag.handle, dx, dy, image),
    );
  };
  const onPointerEnd = (event: PointerEvent<HTMLDivElement>) => {
    fingers.current.delete(event.pointerId);
    if (drag?.type === "draw") {
      const box = boxBetween(drag.from, drag.to, image);
      if (isBox(box)) editing?.onDraw(box);
    }
    setDrag(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "+" || event.key === "=") zoomBy(1.5);
    else if (event.key === "-") zoomBy(1 / 1.5);
    else if (event.key === "0") setZoom(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const boxes = editing?.boxes ?? (item.objects as Box[]);
  const fitScale = room.width > 0 ? fitted(image, room).scale : 1;
  const isClose = zoom !== null && zoom.scale > fitScale * 1.001;
  const wantsOriginal =
    Math.max(image.width, image.height) > PREVIEW_PX &&
    placement.scale *
      Math.max(image.width, image.height) *
      (typeof devicePixelRatio === "number" ? devicePixelRatio : 1) >
      PREVIEW_PX * 1.2 &&
    isClose;
  const source = wantsOriginal ? item.url : (item.preview_url ?? item.url);
  const fresh = drag?.type === "draw" ? boxBetween(drag.from, drag.to, image) : null;
  return (
    <div className="relative size-full">
      <div
        ref={frame}
        role="group"
        tabIndex={0}
        aria-label={`${item.file_name}, zoom ${formatPercent(placement.scale)}`}
        data-testid="stage"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerEnd}
        onPointerCancel={onPointerEnd}
        onDoubleClick={(event) =>
          editing ? undefined : isClose ? setZoom(null) : zoomBy(Math.max(2, 1 / placement.scale), at(event))
        }
        onKeyDown={onKeyDown}
        className={clsx(
          "absolute inset-0 touch-none overflow-hidden",
          editing?.drawing
            ? "cursor-crosshair"
            : isClose
              ? drag?.type === "pan"
                ? "cursor-grabbing"
                : "cursor-grab"
              : "cursor-default",
        )}
      >
        <div
          className="absolute top-0 left-0 origin-top-left bg-cover"
          style={{
            width: image.width,
            height: image.height,
            transform: `translate(${placement.x}px, ${placement.y}px) scale(${placement.scale})`,
            backgroundImage:
              item.placeholder && loaded === null ? `url(${placeholderUrl(item.placeholder)})` : undefined,
            backgroundSize: "100% 100%",
            visibility: room.width === 0 ? "hidden" : undefined,
          }}
        >
          {/* The preview stays below until the original is there. */}
          {[...new Set([item.preview_url ?? item.url, source])].map((url) => (
            // eslint-disable-next-line @next/next/no-img-element -- previews are made at import; nothing is left to optimise
            <img
              key={url}
              src={url}
              alt={url === source ? (item.caption ?? item.file_name) : ""}
              width={image.width}
              height={image.height}
              draggable={false}
              onLoad={() => setLoaded(url)}
              className="absolute inset-0 size-full max-w-none"
              style={placement.scale > 4 ? { imageRendering: "pixelated" } : undefined}
            />
          ))}
        </div>
        <svg className="pointer-events-none absolute inset-0 size-full" aria-hidden={boxes.length === 0}>
          {boxes.map((box, index) => (
            <BoxShape
              key={index}
              box={box}
              index={index}
              placement={placement}
              editable={editing !== null && !editing.drawing}
              selected={editing?.selected === index}
            />
          ))}
          {fresh ? (
            <BoxShape box={{ ...fresh, label: "" }} index={-1} placement={placement} editable={false} selected />
          ) : null}
        </svg>
      </div>
      <div className="absolute bottom-2 left-1/2 flex -translate-x-1/2 items-center rounded-md bg-surface/90 shadow">
        <IconButton label="Zoom out" disabled={!isClose} onClick={() => zoomBy(1 / 1.5)} className="size-8!">
          <ZoomOut size={16} aria-hidden />
        </IconButton>
        <output aria-live="off" className="w-12 text-center text-xs tabular-nums">
          {formatPercent(placement.scale)}
        </output>
        <IconButton label="Zoom in" onClick={() => zoomBy(1.5)} className="size-8!">
          <ZoomIn size={16} aria-hidden />
        </IconButton>
        <IconButton label="Fit to the window" disabled={!isClose} onClick={() => setZoom(null)} className="size-8!">
          <Maximize size={15} aria-hidden />
        </IconButton>
      </div>
    </div>
  );
}

const HANDLE_PX = 9;
const CURSORS: Record<Handle, string> = {
  nw: "nwse-resize",
  se: "nwse-resize",
  ne: "nesw-resize",
  sw: "nesw-resize",
  n: "ns-resize",
  s: "ns-resize",
  e: "ew-resize",
  w: "ew-resize",
};

function BoxShape({
  box,
  index,
  placement,
  editable,
  selected,
}: {
  box: Box;
  index: number;
  placement: Placement;
  editable: boolean;
  selected: boolean;
}) {
  const [x, y] = [placement.x + box.col_x * placement.scale, placement.y + box.row_y * placement.scale];
  const [width, height] = [box.width * placement.scale, box.height * placement.scale];
  const colour = colourOf(box.label);
  return (
    <g>
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        fill={selected ? colour : "transparent"}
        fillOpacity={0.14}
        stroke="#000"
        strokeOpacity={0.55}
        strokeWidth={4}
      />
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        data-box={index}
        fill="transparent"
        stroke={colour}
        strokeWidth={selected ? 3 : 2}
        style={editable ? { pointerEvents: "all", cursor: "move" } : undefined}
      >
        <title>{box.label}</title>
      </rect>
      {box.label ? (
        <g>
          <rect x={x - 1} y={Math.max(0, y - 18)} width={box.label.length * 7 + 10} height={18} rx={3} fill={colour} />
          <text x={x + 4} y={Math.max(0, y - 18) + 13} fontSize={12} fontWeight={600} fill="#101010">
            {box.label}
          </text>
        </g>
      ) : null}
      {selected && editable
        ? HANDLES.map((handle) => {
            const point = handlePoint({ col_x: x, row_y: y, width, height }, handle);
            return (
              <rect
                key={handle}
                data-box={index}
                data-handle={handle}
                x={point.x - HANDLE_PX / 2}
                y={point.y - HANDLE_PX / 2}
                width={HANDLE_PX}
                height={HANDLE_PX}
                fill="#fff"
                stroke={colour}
                strokeWidth={2}
                style={{ pointerEvents: "all", cursor: CURSORS[handle] }}
              />
            );
          })
        : null}
    </g>
  );
}
