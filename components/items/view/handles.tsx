import { memo, type SVGProps } from "react";
import { useClasses } from "@/components/objects/classes";
import { areaPath, linePath } from "@/components/objects/paths";
import {
  HANDLES,
  handlePoint,
  isPlainBox,
  isSameSpot,
  rotatedHandlePoint,
  type Handle,
  type Spot,
} from "@/lib/objects/edit";
import type { RotatedBox } from "@/lib/objects/geometry";
import type { ItemObject } from "@/lib/objects/model";
import { placedBox } from "./box-shape";
import type { Placement, Point, Size } from "./geometry";
import { shownSpots } from "./spots";
import type { Grip } from "./stage-state";
import { touchable } from "./use-stage";

const HANDLE_PX = 9;
/** What a finger finds of a handle. */
const REACH_PX = 28;
/** How far beside a line a click still means it. */
const LINE_REACH_PX = 14;
/** How far above a rotated box the handle is that turns it. */
const TURN_PX = 28;

interface HitsProps {
  readonly objects: readonly ItemObject[];
  readonly selected: ItemObject | null;
  /** Picture pixels for one pixel of the screen. */
  readonly unit: number;
}

const area = ({ width, height }: ItemObject) => width * height;

/** What can be touched of objects, unseen: small ones over large ones, and the chosen one over all. In pixels of the picture. */
export function Hits({ objects, selected, unit }: HitsProps) {
  const below = objects.filter((object) => object !== selected).sort((a, b) => area(b) - area(a));
  return (selected && objects.includes(selected) ? [...below, selected] : below).map((object) => (
    <Hit key={object.object_id} object={object} selected={object === selected} unit={unit} />
  ));
}

const Hit = memo(function Hit({ object, selected, unit }: { object: ItemObject; selected: boolean; unit: number }) {
  const { keypoints = [], mask, col_x: x, row_y: y, width, height } = object;
  const [inside, line] = [areaPath(object), linePath(object)];
  const hasBox = isPlainBox(object) || mask !== undefined || (selected && keypoints.length > 0);
  return (
    <g {...touchable(object.object_id)} fill="transparent" style={{ cursor: mask ? "default" : "move" }}>
      <title>{object.label}</title>
      {hasBox ? <rect {...{ x, y, width, height }} style={{ pointerEvents: "all" }} /> : null}
      {inside ? <path d={inside} fillRule="evenodd" style={{ pointerEvents: "all" }} /> : null}
      {inside || line ? (
        <path
          d={inside + line}
          fill="none"
          stroke="transparent"
          strokeWidth={LINE_REACH_PX}
          vectorEffect="non-scaling-stroke"
          style={{ pointerEvents: "stroke" }}
        />
      ) : null}
      {keypoints.map(([cx, cy, visibility], index) =>
        visibility === 0 ? null : (
          <circle key={index} {...{ cx, cy }} r={(REACH_PX / 2) * unit} style={{ pointerEvents: "all" }} />
        ),
      )}
    </g>
  );
});

interface HandlesProps {
  readonly object: ItemObject;
  readonly spot: Spot | null;
  readonly placement: Placement;
  readonly frame: Size;
}

/** The handles of the chosen object, in pixels of the frame: of its box, its points, and the middles of its edges. */
export function Handles({ object, spot, placement, frame }: HandlesProps) {
  const { points, middles } = shownSpots(object, placement, frame, spot);
  const colour = useClasses().colourOf(object.label);
  const id = object.object_id;
  return (
    <g data-testid="handles" stroke={colour} strokeWidth={2} fill="#fff">
      {isPlainBox(object) ? <BoxHandles object={object} placement={placement} /> : null}
      {object.rotated_box ? <RotatedHandles id={id} box={placedRotated(object.rotated_box, placement)} /> : null}
      {middles.map(({ spot: from, x, y }) => (
        <Touchable key={keyOf(from)} {...{ id, x, y }} grip={{ type: "middle", spot: from }} cursor="copy">
          <circle cx={x} cy={y} r={3.5} fill={colour} fillOpacity={0.6} stroke="#fff" strokeWidth={1} />
        </Touchable>
      ))}
      {points.map(({ spot: one, x, y }) => {
        const isChosen = isSameSpot(one, spot);
        return (
          <Touchable key={keyOf(one)} {...{ id, x, y }} grip={{ type: "point", spot: one }} cursor="pointer">
            <circle
              cx={x}
              cy={y}
              r={isChosen ? 7 : 5}
              fill={isChosen ? colour : "#fff"}
              stroke={isChosen ? "#fff" : colour}
              data-chosen={isChosen || undefined}
              // A keypoint that is hidden is a ring.
              fillOpacity={isHidden(object, one) ? 0.35 : 1}
            />
            {one.of === "keypoints" ? <Numbered x={x + 9} y={y - 7} number={one.point + 1} /> : null}
          </Touchable>
        );
      })}
    </g>
  );
}

const keyOf = (spot: Spot): string => Object.values(spot).join(" ");
const isHidden = ({ keypoints }: ItemObject, spot: Spot): boolean =>
  spot.of === "keypoints" && keypoints?.[spot.point]?.[2] === 1;

const Numbered = ({ x, y, number }: Point & { number: number }) => (
  <text {...{ x, y }} fontSize={11} fontWeight={600} fill="#fff" stroke="#000" strokeWidth={3} paintOrder="stroke">
    {number}
  </text>
);

const placedRotated = ({ cx, cy, width, height, angle }: RotatedBox, { x, y, scale }: Placement): RotatedBox => ({
  cx: x + cx * scale,
  cy: y + cy * scale,
  width: width * scale,
  height: height * scale,
  angle,
});

/** Cursors along which a handle goes, by an eighth of a turn from up. */
const CURSORS = ["ns-resize", "nesw-resize", "ew-resize", "nwse-resize"];
const TURNS: Record<Handle, number> = { n: 0, ne: 1, e: 2, se: 3, s: 4, sw: 5, w: 6, nw: 7 };
const cursorOf = (handle: Handle, angle = 0): string =>
  CURSORS[(((TURNS[handle] + Math.round(angle / 45)) % 4) + 4) % 4]!;

function BoxHandles({ object, placement }: { object: ItemObject; placement: Placement }) {
  const place = placedBox(object, placement);
  return HANDLES.map((handle) => {
    const { x, y } = handlePoint({ ...place, col_x: place.x, row_y: place.y }, handle);
    const grip = { type: "side", of: "box", handle } as const;
    return (
      <Touchable key={handle} id={object.object_id} {...{ x, y, grip }} cursor={cursorOf(handle)}>
        <Square {...{ x, y }} side={HANDLE_PX} />
      </Touchable>
    );
  });
}

function RotatedHandles({ id, box }: { id: string; box: RotatedBox }) {
  const [edge, turn] = [rotatedHandlePoint(box, "n"), rotatedHandlePoint(box, "n", TURN_PX)];
  return (
    <>
      <line x1={edge.x} y1={edge.y} x2={turn.x} y2={turn.y} />
      {HANDLES.map((handle) => {
        const { x, y } = rotatedHandlePoint(box, handle);
        const grip = { type: "side", of: "rotated_box", handle } as const;
        return (
          <Touchable key={handle} {...{ id, x, y, grip }} cursor={cursorOf(handle, box.angle)}>
            <Square {...{ x, y }} side={HANDLE_PX} transform={`rotate(${box.angle} ${x} ${y})`} />
          </Touchable>
        );
      })}
      <Touchable {...{ id, ...turn }} grip={{ type: "turn" }} cursor="grab">
        <circle cx={turn.x} cy={turn.y} r={6} />
      </Touchable>
    </>
  );
}

interface TouchableProps extends Point {
  readonly id: string;
  readonly grip: Grip;
  readonly cursor: string;
  readonly children: React.ReactNode;
}

const Touchable = ({ id, grip, x, y, cursor, children }: TouchableProps) => (
  <g {...touchable(id, grip)} style={{ pointerEvents: "all", cursor }}>
    <circle cx={x} cy={y} r={REACH_PX / 2} fill="transparent" stroke="none" className="hidden pointer-coarse:inline" />
    {children}
  </g>
);

const Square = ({ x, y, side, ...props }: { x: number; y: number; side: number } & SVGProps<SVGRectElement>) => (
  <rect {...props} x={x - side / 2} y={y - side / 2} width={side} height={side} />
);
