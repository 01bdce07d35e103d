import type { Placement, Point } from "./geometry";
import type { Sketch } from "./sketch";

interface SketchDrawingProps {
  readonly sketch: Sketch;
  readonly placement: Placement;
  /** Where the next point would come; null where no mouse says so. */
  readonly hover: Point | null;
}

/** A shape while its points are set, with the edge that the next point would bring. In pixels of the frame. */
export function SketchDrawing({ sketch, placement, hover }: SketchDrawingProps) {
  const { tool, points } = sketch;
  const placed = points.map(([x, y, visibility]) => ({
    x: placement.x + x * placement.scale,
    y: placement.y + y * placement.scale,
    visibility,
  }));
  const next = hover && points.length > 0 ? [hover] : [];
  const path = [...placed, ...next].map(({ x, y }, at) => `${at === 0 ? "M" : "L"}${x} ${y}`).join("");
  return (
    <g data-testid="sketch" data-points={points.length}>
      {tool === "keypoints" ? null : (
        <>
          {tool === "polygon" ? <path d={`${path}Z`} fill="#fff" fillOpacity={0.2} stroke="none" /> : null}
          <path d={path} fill="none" stroke="#000" strokeOpacity={0.55} strokeWidth={4} />
          <path d={path} fill="none" stroke="#fff" strokeWidth={2} />
        </>
      )}
      {placed.map(({ x, y, visibility }, at) =>
        visibility === 0 ? null : (
          <circle
            key={at}
            cx={x}
            cy={y}
            // The first one of a polygon closes it.
            r={at === 0 && tool === "polygon" ? 7 : 5}
            fill={visibility === 1 ? "transparent" : "#fff"}
            stroke={visibility === 1 ? "#fff" : "#000"}
            strokeWidth={2}
          />
        ),
      )}
    </g>
  );
}
