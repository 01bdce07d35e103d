import { colourOf } from "@/components/objects/colour";
import { handlePoint, HANDLES, type Box, type Handle, type Placement } from "./geometry";

const HANDLE_PX = 9;
/** What a finger finds of it. */
const HANDLE_REACH_PX = 26;
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

interface BoxShapeProps {
  readonly box: Box;
  readonly index: number;
  readonly placement: Placement;
  readonly editable: boolean;
  /** Whether its edges are drawn: where something else shows where the object is, they are only in the way. */
  readonly outline: boolean;
  readonly selected: boolean;
}

const placed = (box: Box, { x, y, scale }: Placement) => ({
  x: x + box.col_x * scale,
  y: y + box.row_y * scale,
  width: box.width * scale,
  height: box.height * scale,
});

/** A box as it lies over the picture; with handles while it is chosen. */
export function BoxShape({ box, index, placement, editable, outline, selected }: BoxShapeProps) {
  const place = placed(box, placement);
  const colour = colourOf(box.label);
  if (!outline) return null;
  return (
    <g>
      {/* A dark edge around the colour: one of the two is seen on every picture. */}
      <rect
        {...place}
        fill={selected ? colour : "transparent"}
        fillOpacity={0.14}
        stroke="#000"
        strokeOpacity={0.55}
        strokeWidth={4}
      />
      <rect
        {...place}
        data-box={index}
        fill="transparent"
        stroke={colour}
        strokeWidth={selected ? 3 : 2}
        style={editable ? { pointerEvents: "all", cursor: "move" } : undefined}
      >
        <title>{box.label}</title>
      </rect>
      {selected && editable
        ? HANDLES.map((handle) => {
            const { x, y } = handlePoint({ ...place, col_x: place.x, row_y: place.y }, handle);
            return (
              <g
                key={handle}
                data-box={index}
                data-handle={handle}
                style={{ pointerEvents: "all", cursor: CURSORS[handle] }}
              >
                <Square
                  x={x}
                  y={y}
                  side={HANDLE_REACH_PX}
                  fill="transparent"
                  className="hidden pointer-coarse:inline"
                />
                <Square x={x} y={y} side={HANDLE_PX} fill="#fff" stroke={colour} strokeWidth={2} />
              </g>
            );
          })
        : null}
    </g>
  );
}

const Square = ({ x, y, side, ...props }: { x: number; y: number; side: number } & React.SVGProps<SVGRectElement>) => (
  <rect {...props} x={x - side / 2} y={y - side / 2} width={side} height={side} />
);

/** A box's label, above its upper left corner. HTML, since only that cuts a long text short. */
export function BoxLabel({ box, placement }: Pick<BoxShapeProps, "box" | "placement">) {
  const { x, y } = placed(box, placement);
  if (box.label === "") return null;
  return (
    <span
      aria-hidden
      dir="auto"
      className="absolute top-0 left-0 max-w-60 truncate rounded px-1 text-xs leading-[18px] font-semibold text-[#101010]"
      style={{ background: colourOf(box.label), transform: `translate(${x - 1}px, ${Math.max(0, y - 18)}px)` }}
    >
      {box.label}
    </span>
  );
}
