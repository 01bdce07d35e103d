/**
 * What fingers, wheel and keys do to a picture and its boxes: one step for each input, from what was under way and what is shown,
 * to what is under way then and what comes of it. Pure.
 */
import type { Bounds } from "@/lib/objects/geometry";
import {
  boxBetween,
  isBox,
  movedBox,
  panned,
  placementOf,
  resizedBox,
  toImage,
  viewportOf,
  zoomed,
  type Box,
  type Handle,
  type Placement,
  type Point,
  type Size,
  type Viewport,
} from "./geometry";

/** What is under way. Points are of the frame, except those of a box, which are of the image. */
export type Gesture =
  | { readonly type: "pan"; readonly last: Point }
  | { readonly type: "swipe"; readonly from: Point; readonly to: Point }
  | { readonly type: "pinch" }
  | { readonly type: "draw"; readonly from: Point; readonly to: Point }
  | { readonly type: "move"; readonly index: number; readonly start: Point; readonly box: Box }
  | {
      readonly type: "resize";
      readonly index: number;
      readonly start: Point;
      readonly box: Box;
      readonly handle: Handle;
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
  /** Null while boxes are only shown. */
  readonly editing: { readonly boxes: readonly Box[]; readonly drawing: boolean } | null;
}

/** A box that was touched, or one of its handles. */
export interface Part {
  readonly index: number;
  readonly handle: Handle | null;
}

export type StageInput =
  | {
      readonly type: "down";
      readonly pointer: number;
      readonly at: Point;
      readonly touch: boolean;
      readonly part: Part | null;
    }
  | { readonly type: "move"; readonly pointer: number; readonly at: Point }
  | { readonly type: "up" | "cancel"; readonly pointer: number }
  /** Around the middle of the frame, where no point is given. */
  | { readonly type: "zoom"; readonly factor: number; readonly at?: Point }
  | { readonly type: "fit" };

export type StageOutcome =
  | { readonly type: "viewport"; readonly viewport: Viewport | null }
  | { readonly type: "select"; readonly index: number | null }
  | { readonly type: "change"; readonly index: number; readonly box: Box }
  | { readonly type: "draw"; readonly box: Bounds }
  | { readonly type: "swipe"; readonly to: "previous" | "next" };

interface Step {
  readonly hands: Hands;
  readonly outcomes: readonly StageOutcome[];
}

/** Pixels that a finger goes aside before it is a swipe, and how much more aside than up or down. */
const SWIPE_PX = 56;
const SWIPE_SLOPE = 1.5;

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

function down(hands: Hands, { pointer, at, touch, part }: StageInput & { type: "down" }, scene: Scene): Step {
  const { editing } = scene;
  const fingers = new Map(hands.fingers).set(pointer, at);
  const begin = (gesture: Gesture, ...outcomes: StageOutcome[]): Step => ({ hands: { fingers, gesture }, outcomes });
  // With a second finger, whatever the first one had begun is given up.
  if (fingers.size > 1) return begin({ type: "pinch" });
  const start = toImage(at, placed(scene));
  if (editing?.drawing) return begin({ type: "draw", from: start, to: start });
  const box = part && editing?.boxes[part.index];
  if (part && box) {
    const { index, handle } = part;
    return begin(handle ? { type: "resize", index, start, box, handle } : { type: "move", index, start, box }, {
      type: "select",
      index,
    });
  }
  if (editing) return begin({ type: "pan", last: at }, { type: "select", index: null });
  return begin(touch && !scene.viewport ? { type: "swipe", from: at, to: at } : { type: "pan", last: at });
}

function move(hands: Hands, { pointer, at }: StageInput & { type: "move" }, scene: Scene): Step {
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
    case "swipe":
      return go({ ...gesture, to: at });
    case "draw":
      return go({ ...gesture, to: toImage(at, placed(scene)) });
    case "move":
    case "resize": {
      const here = toImage(at, placed(scene));
      const [dx, dy] = [here.x - gesture.start.x, here.y - gesture.start.y];
      const box =
        gesture.type === "move"
          ? movedBox(gesture.box, dx, dy, scene.image)
          : resizedBox(gesture.box, gesture.handle, dx, dy, scene.image);
      return go(gesture, { type: "change", index: gesture.index, box });
    }
  }
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
  if (gesture.type === "swipe") {
    const { x, y } = swiped(gesture);
    if (Math.abs(x) < SWIPE_PX || Math.abs(x) < SWIPE_SLOPE * Math.abs(y)) return [];
    return [{ type: "swipe", to: x < 0 ? "next" : "previous" }];
  }
  return [];
}

/** How far a swipe has come. */
export const swiped = ({ from, to }: Gesture & { type: "swipe" }): Point => ({ x: to.x - from.x, y: to.y - from.y });
