import { memo } from "react";
import { useClasses } from "@/components/objects/classes";
import type { Bounds } from "@/lib/objects/geometry";
import type { Placement } from "./geometry";

interface BoxShapeProps {
  readonly box: Bounds & { readonly label: string };
  readonly placement: Placement;
  readonly selected: boolean;
}

/** A box in pixels of the frame. */
export const placedBox = (box: Bounds, { x, y, scale }: Placement) => ({
  x: x + box.col_x * scale,
  y: y + box.row_y * scale,
  width: box.width * scale,
  height: box.height * scale,
});

/** A box as it lies over the picture. */
export const BoxShape = memo(function BoxShape({ box, placement, selected }: BoxShapeProps) {
  const place = placedBox(box, placement);
  const colour = useClasses().colourOf(box.label);
  return (
    <g data-outline>
      {/* A dark edge around the colour: one of the two is seen on every picture. */}
      <rect
        {...place}
        fill={selected ? colour : "transparent"}
        fillOpacity={0.14}
        stroke="#000"
        strokeOpacity={0.55}
        strokeWidth={4}
      />
      <rect {...place} fill="transparent" stroke={colour} strokeWidth={selected ? 3 : 2} />
    </g>
  );
});

/** The box around a chosen object of another kind: it follows from the rest, so it is only hinted at. */
export const BoxAround = ({ box, placement }: Omit<BoxShapeProps, "selected">) => (
  <g fill="none" strokeDasharray="5 4">
    <rect {...placedBox(box, placement)} stroke="#000" strokeOpacity={0.55} strokeWidth={2.5} />
    <rect {...placedBox(box, placement)} stroke="#fff" strokeWidth={1} />
  </g>
);

/** A box's label, above its upper left corner. HTML, since only that cuts a long text short. */
export const BoxLabel = memo(function BoxLabel({ box, placement, selected }: BoxShapeProps) {
  const { x, y } = placedBox(box, placement);
  const { colourOf } = useClasses();
  if (box.label === "") return null;
  // The handles of a chosen one have to be seen.
  const above = selected ? 30 : 18;
  return (
    <span
      aria-hidden
      dir="auto"
      className="absolute top-0 left-0 max-w-60 truncate rounded px-1 text-xs leading-[18px] font-semibold text-[#101010]"
      style={{ background: colourOf(box.label), transform: `translate(${x - 1}px, ${Math.max(0, y - above)}px)` }}
    >
      {box.label}
    </span>
  );
});
