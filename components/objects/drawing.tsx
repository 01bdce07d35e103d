import { memo } from "react";
import type { FoundObject } from "@/lib/objects/model";
import { isPlainBox } from "@/lib/objects/edit";
import { useClasses } from "./classes";
import { maskPicture } from "./mask-picture";
import { areaPath, bonesPath, linePath } from "./paths";

type Drawn = Pick<FoundObject, "label" | "polygon" | "mask" | "rotated_box" | "polyline" | "keypoints">;

interface ObjectDrawingProps {
  readonly object: Drawn;
  /** Masks are worked out pixel by pixel: not for a wall of small pictures. */
  readonly masks?: boolean;
  /** Of masks, 0–1. */
  readonly opacity?: number;
  readonly selected?: boolean;
  /** Picture pixels for one pixel of the screen, so that points keep their size. */
  readonly unit?: number;
}

const POINT_PX = 4;

/** Everything of an object but its box, in an SVG whose units are the picture's pixels. Dark below, its colour above. */
export const ObjectDrawing = memo(function ObjectDrawing({
  object,
  masks = true,
  opacity = 0.45,
  selected = false,
  unit = 1,
}: ObjectDrawingProps) {
  const { colourOf, find } = useClasses();
  const colour = colourOf(object.label);
  const [area, line] = [areaPath(object), linePath(object) + bonesPath(object, find(object.label)?.skeleton)];
  const mask = masks && object.mask ? maskPicture(object.mask, colour) : null;
  return (
    <>
      {mask ? (
        <image
          href={mask}
          width={object.mask!.size[1]}
          height={object.mask!.size[0]}
          preserveAspectRatio="none"
          opacity={opacity}
          style={{ imageRendering: "pixelated" }}
        />
      ) : null}
      {area ? (
        <path d={area} fill={colour} fillOpacity={selected ? 0.3 : 0.16} fillRule="evenodd" stroke="none" />
      ) : null}
      {[
        { stroke: "#000", strokeOpacity: 0.55, strokeWidth: selected ? 5 : 4 },
        { stroke: colour, strokeWidth: selected ? 3 : 2 },
      ].map((stroke) =>
        area || line ? (
          <path key={stroke.stroke} d={area + line} fill="none" vectorEffect="non-scaling-stroke" {...stroke} />
        ) : null,
      )}
      {object.keypoints?.map(([x, y, visibility], index) =>
        visibility === 0 ? null : (
          <circle
            key={index}
            cx={x}
            cy={y}
            r={POINT_PX * unit}
            // One that is there but hidden is a ring.
            fill={visibility === 2 ? colour : "transparent"}
            stroke={visibility === 2 ? "#000" : colour}
            strokeWidth={visibility === 2 ? 1 : 2}
            vectorEffect="non-scaling-stroke"
          />
        ),
      )}
    </>
  );
});

/** All of an object, by itself: its box where nothing else that is drawn says where it is. */
export function ObjectOutline(props: Omit<ObjectDrawingProps, "object"> & { object: FoundObject }) {
  const { object, masks = true } = props;
  const { colourOf } = useClasses();
  const { col_x: x, row_y: y, width, height } = object;
  return (
    <g fill="none">
      <ObjectDrawing {...props} />
      {isPlainBox(masks ? object : { ...object, mask: undefined })
        ? [
            { stroke: "#000", strokeOpacity: 0.55, strokeWidth: 3.5 },
            { stroke: colourOf(object.label), strokeWidth: 1.75 },
          ].map((line) => (
            <rect key={line.stroke} {...{ x, y, width, height }} vectorEffect="non-scaling-stroke" {...line} />
          ))
        : null}
    </g>
  );
}
