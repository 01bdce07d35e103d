/**
 * What fingers, wheel and keys do to a picture and its objects: one step for each input, from what was under way and what is shown,
 * to what is under way then and what comes of it. Pure.
 */
import {
  boxBetween,
  isBox,
  isMovable,
  moved,
  pointAt,
  resized,
  resizedRotated,
  turnedTo,
  withMiddle,
  withPoint,
  type Handle,
  type Spot,
} from "@/lib/objects/edit";
import type { Bounds, Keypoint } from "@/lib/objects/geometry";
import type { ItemObject } from "@/lib/objects/model";
import {
  panned,
  placementOf,
  toImage,
  viewportOf,
  zoomed,
  type Placement,
  type Point,
  type Size,
  type Viewport,
} from "./geometry";
import { isPlotted, shapeOf, type Sketch, type Tool } from "./sketch";

/** What of the chosen object was touched. */
export type Grip =
  | { readonly type: "side"; readonly of: "box" | "rotated_box"; readonly handle: Handle }
  | { readonly type: "turn" }
  | { readonly type: "point"; readonly spot: Spot }
  /** The middle of the edge that begins at a point: a new one comes there. */
  | { readonly type: "middle"; readonly spot: Spot };

/** What is under way. Points are of the frame, those called `start` and of drawing of the image. */
export type Gesture =
  | { readonly type: "pan"; readonly last: Point }
  | { readonly type: "swipe"; readonly from: Point; readonly to: Point }
  | { readonly type: "pinch" }
  | { readonly type: "draw"; readonly from: Point; readonly to: Point }
  /** A point that is set where nothing is dragged. */
  | { readonly type: "plot"; readonly from: Point; readonly visibility: Keypoint[2]; readonly reach: number }
  | {
      readonly type: "drag";
      readonly from: Point;
      readonly start: Point;
      readonly object: ItemObject;
      /** Null is all of it. */
      readonly grip: Exclude<Grip, { readonly type: "middle" }> | null;
      /** It has gone far enough to be no click. */
      readonly begun: boolean;
    };

export interface Hands {
  /** The pointers that are down, and where. */
  readonly fingers: ReadonlyMap<number, Point>;
  readonly gesture: Gesture | null;
}
export const IDLE: Hands = { fingers: new Map(), gesture: null };

/** What the hands are on. */
export interface Scene {
  readonly image: Size;
  readonly frame: Size;
  readonly viewport: Viewport | null;
  /** Null while objects are only shown. */
  readonly editing: {
    readonly objects: readonly ItemObject[];
    readonly tool: Tool;
    readonly sketch: Sketch | null;
  } | null;
}

/** An object that was touched, or a part of it. */
export interface Touched {
  readonly id: string;
  readonly grip: Grip | null;
}

export type StageInput =
  | {
      readonly type: "down";
      readonly pointer: number;
      readonly at: Point;
      readonly touch: boolean;
      readonly touched: Touched | null;
      /** Of a keypoint that is set with it. */
      readonly visibility?: Keypoint[2];
    }
  /** `even` turns in whole steps. */
  | { readonly type: "move"; readonly pointer: number; readonly at: Point; readonly even?: boolean }
  | { readonly type: "up" | "cancel"; readonly pointer: number }
  /** Around the middle of the frame, where no point is given. */
  | { readonly type: "zoom"; readonly factor: number; readonly at?: Point }
  | { readonly type: "fit" };

export type StageOutcome =
  | { readonly type: "viewport"; readonly viewport: Viewport | null }
  | { readonly type: "select"; readonly id: string | null; readonly spot: Spot | null }
  /** `first` begins a step; what follows until the hand lets go belongs to it. */
  | { readonly type: "change"; readonly object: ItemObject; readonly first: boolean }
  | { readonly type: "draw"; readonly box: Bounds }
  | { readonly type: "plot"; readonly point: Keypoint }
  | { readonly type: "finish" }
  | { readonly type: "swipe"; readonly to: "previous" | "next" };

interface Step {
  readonly hands: Hands;
  readonly outcomes: readonly StageOutcome[];
}

/** Pixels that a finger goes aside before it is a swipe, and how much more aside than up or down. */
const SWIPE_PX = 56;
const SWIPE_SLOPE = 1.5;
/** A click shakes by less: numbers of an object stay until it is really dragged. */
const SLOP_PX = 3;
/** What is dragged further than this sets no point. */
const TAP_PX = 8;
/** How near a click comes to a point to mean it, by mouse and by finger. */
const REACH_PX = { mouse: 8, touch: 20 } as const;

const placed = ({ viewport, image, frame }: Scene): Placement => placementOf(viewport, image, frame);
const seen = (placement: Placement, { image, frame }: Scene): StageOutcome => ({
  type: "viewport",
  viewport: viewportOf(placement, image, frame),
});

/** One input. */
export function step(hands: Hands, input: StageInput, scene: Scene): Step {
  switch (input.type) {
    case "down":
      return down(hands, input, scene);
    case "move":
      return move(hands, input, scene);
    case "up":
    case "cancel":
      return lift(hands, input, scene);
    case "zoom": {
      const at = input.at ?? { x: scene.frame.width / 2, y: scene.frame.height / 2 };
      return { hands, outcomes: [seen(zoomed(placed(scene), input.factor, at, scene.image, scene.frame), scene)] };
    }
    case "fit":
      return { hands, outcomes: [{ type: "viewport", viewport: null }] };
  }
}

function down(hands: Hands, input: StageInput & { type: "down" }, scene: Scene): Step {
  const { pointer, at, touch, touched } = input;
  const { editing } = scene;
  const fingers = new Map(hands.fingers).set(pointer, at);
  const begin = (gesture: Gesture, ...outcomes: StageOutcome[]): Step => ({ hands: { fingers, gesture }, outcomes });
  // With a second finger, whatever the first one had begun is given up.
  if (fingers.size > 1) return begin({ type: "pinch" });
  const start = toImage(at, placed(scene));
  if (editing && isPlotted(editing.tool))
    return begin({
      type: "plot",
      from: at,
      visibility: input.visibility ?? 2,
      reach: REACH_PX[touch ? "touch" : "mouse"],
    });
  if (editing && editing.tool !== "select") return begin({ type: "draw", from: start, to: start });
  const object = touched && editing?.objects.find(({ object_id: id }) => id === touched.id);
  if (object) return grasped(object, touched.grip, at, start, begin);
  if (editing) return begin({ type: "pan", last: at }, { type: "select", id: null, spot: null });
  return begin(touch && !scene.viewport ? { type: "swipe", from: at, to: at } : { type: "pan", last: at });
}

function grasped(
  object: ItemObject,
  grip: Grip | null,
  from: Point,
  start: Point,
  begin: (gesture: Gesture, ...outcomes: StageOutcome[]) => Step,
): Step {
  const id = object.object_id;
  if (grip?.type === "middle") {
    const more = withMiddle(object, grip.spot);
    if (more)
      return begin(
        { type: "drag", from, start, object: more.object, grip: { type: "point", spot: more.spot }, begun: true },
        { type: "change", object: more.object, first: true },
        { type: "select", id, spot: more.spot },
      );
  }
  const held = grip?.type === "middle" ? null : grip;
  const select: StageOutcome = { type: "select", id, spot: held?.type === "point" ? held.spot : null };
  if (!held && !isMovable(object)) return begin({ type: "pan", last: from }, select);
  return begin({ type: "drag", from, start, object, grip: held, begun: false }, select);
}

const apart = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

function move(hands: Hands, { pointer, at, even = false }: StageInput & { type: "move" }, scene: Scene): Step {
  const before = hands.fingers.get(pointer);
  if (!before) return { hands, outcomes: [] };
  const fingers = new Map(hands.fingers).set(pointer, at);
  const { gesture } = hands;
  const go = (next: Gesture | null, ...outcomes: StageOutcome[]): Step => ({
    hands: { fingers, gesture: next },
    outcomes,
  });
  switch (gesture?.type) {
    case undefined:
      return go(null);
    case "pinch":
      return go(gesture, ...pinched(hands, pointer, at, scene));
    case "pan": {
      const { image, frame } = scene;
      const moved = panned(placed(scene), at.x - gesture.last.x, at.y - gesture.last.y, image, frame);
      return go({ type: "pan", last: at }, ...(scene.viewport ? [seen(moved, scene)] : []));
    }
    case "plot":
      return go(apart(gesture.from, at) > TAP_PX ? { type: "pan", last: at } : gesture);
    case "swipe":
      return go({ ...gesture, to: at });
    case "draw":
      return go({ ...gesture, to: toImage(at, placed(scene)) });
    case "drag": {
      if (!gesture.begun && apart(gesture.from, at) <= SLOP_PX) return go(gesture);
      const object = dragged(gesture, toImage(at, placed(scene)), scene.image, even);
      return go({ ...gesture, begun: true }, { type: "change", object, first: !gesture.begun });
    }
  }
}

/** The object as it is with what was grasped of it dragged to a point of the image. */
function dragged(
  { object, grip, start }: Gesture & { type: "drag" },
  to: Point,
  image: Size,
  even: boolean,
): ItemObject {
  const [dx, dy] = [to.x - start.x, to.y - start.y];
  if (!grip) return moved(object, dx, dy, image);
  if (grip.type === "turn") return turnedTo(object, to, even);
  if (grip.type === "side")
    return grip.of === "box"
      ? resized(object, grip.handle, dx, dy, image)
      : resizedRotated(object, grip.handle, dx, dy);
  const from = pointAt(object, grip.spot);
  return from ? withPoint(object, grip.spot, { x: from.x + dx, y: from.y + dy }, image) : object;
}

/** Two fingers zoom by how they spread and move by how their middle does; a third one does nothing. */
function pinched({ fingers }: Hands, pointer: number, at: Point, scene: Scene): StageOutcome[] {
  const other = [...fingers].find(([id]) => id !== pointer)?.[1];
  if (fingers.size !== 2 || !other) return [];
  const before = fingers.get(pointer)!;
  const spread = (point: Point) => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
  const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
  const { image, frame } = scene;
  const moved = panned(placed(scene), (at.x - before.x) / 2, (at.y - before.y) / 2, image, frame);
  return [seen(zoomed(moved, spread(at) / spread(before), middle, image, frame), scene)];
}

function lift(hands: Hands, { type, pointer }: StageInput & { type: "up" | "cancel" }, scene: Scene): Step {
  const fingers = new Map(hands.fingers);
  fingers.delete(pointer);
  const { gesture } = hands;
  const [left] = fingers.values();
  // Of two fingers one is left: it goes on moving the picture.
  if (left)
    return { hands: { fingers, gesture: fingers.size === 1 ? { type: "pan", last: left } : gesture }, outcomes: [] };
  return { hands: { fingers, gesture: null }, outcomes: type === "up" && gesture ? ended(gesture, scene) : [] };
}

function ended(gesture: Gesture, scene: Scene): StageOutcome[] {
  if (gesture.type === "draw") {
    const box = boxBetween(gesture.from, gesture.to, scene.image);
    return isBox(box) ? [{ type: "draw", box }] : [];
  }
  if (gesture.type === "plot") return plottedAt(gesture, scene);
  if (gesture.type === "swipe") {
    const { x, y } = swiped(gesture);
    if (Math.abs(x) < SWIPE_PX || Math.abs(x) < SWIPE_SLOPE * Math.abs(y)) return [];
    return [{ type: "swipe", to: x < 0 ? "next" : "previous" }];
  }
  return [];
}

/**
 * A click while points are set: a point more, or the end, on the first point of a polygon and on the last one, which a double click
 * comes to. Keypoints may lie side by side: there the same place twice is one point.
 */
function plottedAt({ from, visibility, reach }: Gesture & { type: "plot" }, scene: Scene): StageOutcome[] {
  const sketch = scene.editing?.sketch ?? null;
  const place = placed(scene);
  const isAt = (point: Keypoint | undefined, within: number) =>
    point !== undefined &&
    apart(from, { x: place.x + point[0] * place.scale, y: place.y + point[1] * place.scale }) <= within;
  const [first, last] = [sketch?.points[0], sketch?.points.at(-1)];
  if (sketch?.tool === "keypoints") {
    if (isAt(last, 1)) return [];
  } else if (sketch && (isAt(last, reach) || (sketch.tool === "polygon" && isAt(first, reach))))
    return shapeOf(sketch) ? [{ type: "finish" }] : [];
  // A box of no size: what lies in the image there.
  const { col_x: x, row_y: y } = boxBetween(toImage(from, place), toImage(from, place), scene.image);
  return [{ type: "plot", point: [x, y, visibility] }];
}

/** How far a swipe has come. */
export const swiped = ({ from, to }: Gesture & { type: "swipe" }): Point => ({ x: to.x - from.x, y: to.y - from.y });
