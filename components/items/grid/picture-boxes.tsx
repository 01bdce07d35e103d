import { memo } from "react";
import type { ItemDto } from "@/lib/items/schema";
import { colourOf } from "@/components/objects/colour";
import { ObjectDrawing } from "@/components/objects/drawing";
import { isBoxOnly } from "@/components/objects/paths";

/** Beyond this many, boxes hide the picture that they are about. */
const MAX_DRAWN = 100;

/**
 * Objects over a picture that covers its tile. They are in pixels of the whole picture, and “slice” cuts a drawing as
 * `object-fit: cover` cuts the picture below it, so nothing has to be measured or worked out.
 */
export const PictureBoxes = memo(function PictureBoxes({ item }: { item: ItemDto }) {
  const { width, height, objects } = item;
  if (!width || !height || objects.length === 0) return null;
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="xMidYMid slice"
      aria-hidden
      data-testid="boxes"
      className="pointer-events-none absolute inset-0 size-full"
    >
      {objects.slice(0, MAX_DRAWN).map((box, index) => (
        <g key={index} fill="none">
          <ObjectDrawing object={box} masks={false} />
          {isBoxOnly({ ...box, mask: undefined })
            ? [
                { stroke: "#000", strokeOpacity: 0.55, strokeWidth: 3.5 },
                { stroke: colourOf(box.label), strokeWidth: 1.75 },
              ].map((line) => (
                <rect
                  key={line.stroke}
                  x={box.col_x}
                  y={box.row_y}
                  width={box.width}
                  height={box.height}
                  vectorEffect="non-scaling-stroke"
                  {...line}
                />
              ))
            : null}
        </g>
      ))}
    </svg>
  );
});
