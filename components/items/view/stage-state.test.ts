import { describe, expect, it } from "vitest";
import { boundsOf, type Geometry } from "@/lib/objects/geometry";
import type { ItemObject } from "@/lib/objects/model";
import { maskOfPixels } from "@/lib/objects/run-lengths";
import { placementOf, toImage, type Viewport } from "./geometry";
import type { Sketch, Tool } from "./sketch";
import { IDLE, step, type Grip, type Hands, type Scene, type StageInput, type StageOutcome } from "./stage-state";

const image = { width: 400, height: 300 };
const frame = { width: 800, height: 600 };
const close: Viewport = { zoom: 4, x: 0.5, y: 0.5 };
const ID = "b0000000-0000-4000-8000-000000000001";
const box: ItemObject = { object_id: ID, type: "box", label: "boat", col_x: 100, row_y: 100, width: 50, height: 50 };
const objectOf = (geometry: Partial<ItemObject>): ItemObject => ({
  ...box,
  ...boundsOf(geometry as Geometry)!,
  ...geometry,
});
const editing = (objects: ItemObject[] = [box], tool: Tool = "select", sketch: Sketch | null = null) => ({
  objects,
  tool,
  sketch,
});
const shown = (facts: Partial<Scene> = {}): Scene => ({ image, frame, viewport: null, editing: null, ...facts });

const down = (x: number, y: number, more: Partial<StageInput & { type: "down" }> = {}): StageInput => ({
  type: "down",
  pointer: 1,
  at: { x, y },
  touch: false,
  touched: null,
  ...more,
});
const to = (x: number, y: number, pointer = 1): StageInput => ({ type: "move", pointer, at: { x, y } });
const up = (pointer = 1): StageInput => ({ type: "up", pointer });

/** Does one input after the other, as the page does: what comes of one is there for the next. */
function play(scene: Scene, ...inputs: StageInput[]): { hands: Hands; outcomes: StageOutcome[]; scene: Scene } {
  let [hands, now] = [IDLE, scene];
  const outcomes: StageOutcome[] = [];
  for (const input of inputs) {
    const done = step(hands, input, now);
    hands = done.hands;
    outcomes.push(...done.outcomes);
    for (const outcome of done.outcomes) if (outcome.type === "viewport") now = { ...now, viewport: outcome.viewport };
  }
  return { hands, outcomes, scene: now };
}

describe("looking closer", () => {
  it("zooms around a point, around the middle without one, and fits again", () => {
    const at = { x: 200, y: 150 };
    const before = toImage(at, placementOf(null, image, frame));
    const { scene } = play(shown(), { type: "zoom", factor: 3, at });
    expect(scene.viewport?.zoom).toBeCloseTo(3);
    const after = toImage(at, placementOf(scene.viewport, image, frame));
    expect(after.x).toBeCloseTo(before.x);
    expect(after.y).toBeCloseTo(before.y);
    expect(play(shown(), { type: "zoom", factor: 2 }).scene.viewport).toMatchObject({ x: 0.5, y: 0.5 });
    expect(play(shown({ viewport: close }), { type: "fit" }).scene.viewport).toBeNull();
    expect(play(shown({ viewport: close }), { type: "zoom", factor: 0.01 }).scene.viewport).toBeNull();
  });

  it("moves the picture with one pointer when it is close, and not when it is fitted", () => {
    const moved = play(shown({ viewport: close }), down(400, 300), to(300, 300), up());
    expect(moved.scene.viewport!.x).toBeGreaterThan(0.5);
    expect(moved.hands).toEqual(IDLE);
    expect(play(shown(), down(400, 300), to(300, 300), up()).outcomes).toEqual([]);
  });

  it("zooms by how two fingers spread, moves by where they go, and goes on with the one that is left", () => {
    const two = [down(300, 300, { touch: true }), down(500, 300, { touch: true, pointer: 2 })];
    const spread = play(shown(), ...two, to(200, 300), to(600, 300, 2));
    expect(spread.scene.viewport?.zoom).toBeCloseTo(2);
    const both = play(shown({ viewport: close }), ...two, to(350, 300), to(550, 300, 2));
    expect(both.scene.viewport?.zoom).toBeCloseTo(4);
    expect(both.scene.viewport!.x).toBeLessThan(0.5);
    const left = play(shown(), ...two, to(200, 300), up(2));
    expect(left.hands.gesture).toEqual({ type: "pan", last: { x: 200, y: 300 } });
    const third = play(shown(), ...two, down(400, 100, { pointer: 3 }), to(100, 300));
    expect(third.outcomes).toEqual([]);
  });

  it("does nothing for a pointer that was never down", () => {
    expect(step(IDLE, to(1, 1), shown())).toEqual({ hands: IDLE, outcomes: [] });
  });
});

describe("swiping", () => {
  const touch = (x: number, y: number) => down(x, y, { touch: true });
  it("goes on and back with one finger over a fitted picture", () => {
    expect(play(shown(), touch(500, 300), to(420, 310), up()).outcomes).toEqual([{ type: "swipe", to: "next" }]);
    expect(play(shown(), touch(500, 300), to(600, 310), up()).outcomes).toEqual([{ type: "swipe", to: "previous" }]);
  });
  it.each([
    ["too short", [touch(500, 300), to(470, 300), up()], shown()],
    ["too steep", [touch(500, 300), to(420, 400), up()], shown()],
    ["taken away by the browser", [touch(500, 300), to(420, 300), { type: "cancel", pointer: 1 }], shown()],
    ["of two fingers", [touch(500, 300), down(600, 300, { touch: true, pointer: 2 }), up(), up(2)], shown()],
    ["of a mouse", [down(500, 300), to(400, 300), up()], shown()],
    ["while objects are edited", [touch(500, 300), to(400, 300), up()], shown({ editing: editing() })],
  ] as [string, StageInput[], Scene][])("is nothing when it is %s", (_, inputs, scene) => {
    expect(play(scene, ...inputs).outcomes.filter(({ type }) => type === "swipe")).toEqual([]);
  });
  it("is moving the picture when it is close", () => {
    const { outcomes } = play(shown({ viewport: close }), touch(500, 300), to(400, 300), up());
    expect(outcomes.map(({ type }) => type)).toEqual(["viewport"]);
  });
});

const onto = (x: number, y: number, grip: Grip | null = null, id = ID) => down(x, y, { touched: { id, grip } });
const select = (spot: unknown = null, id: string | null = ID) => ({ type: "select", id, spot });

describe("boxes", () => {
  it.each(["box", "rotated_box"] as const)("are drawn in pixels of the image, by one pointer (%s)", (tool) => {
    const drawing = shown({ editing: editing([box], tool) });
    const { outcomes } = play(drawing, down(20, 40), to(120, 100), up());
    expect(outcomes).toEqual([{ type: "draw", box: { col_x: 10, row_y: 20, width: 50, height: 30 } }]);
    expect(play(drawing, down(20, 40), to(21, 41), up()).outcomes).toEqual([]);
    expect(play(drawing, down(20, 40), to(120, 100), { type: "cancel", pointer: 1 }).outcomes).toEqual([]);
    const pinch = play(drawing, down(20, 40), to(120, 100), down(300, 300, { pointer: 2 }), up(2), up());
    expect(pinch.outcomes).toEqual([]);
  });
  it("are resized where they are touched, also when it is close", () => {
    const corner = { type: "side", of: "box", handle: "se" } as const;
    const { outcomes } = play(shown({ editing: editing(), viewport: close }), onto(0, 0, corner), to(8, 16));
    expect(outcomes.at(-1)).toEqual({ type: "change", first: true, object: { ...box, width: 51, height: 52 } });
  });
});

describe("objects", () => {
  const triangle = objectOf({ type: "polygon", polygon: [[[100, 100, 150, 100, 150, 150]]] });
  const spot = { of: "polygon", part: 0, ring: 0, point: 1 } as const;
  it("are chosen and moved where they are touched, all of a drag in one step", () => {
    expect(play(shown({ editing: editing() }), onto(250, 250), to(270, 240), to(272, 240), up()).outcomes).toEqual([
      select(),
      { type: "change", first: true, object: { ...box, col_x: 110, row_y: 95 } },
      { type: "change", first: false, object: { ...box, col_x: 111, row_y: 95 } },
    ]);
  });
  it("keep their numbers when a click shakes", () => {
    expect(play(shown({ editing: editing() }), onto(250, 250), to(252, 251), up()).outcomes).toEqual([select()]);
  });
  it("are let go by a touch beside them, and left alone while they are only shown", () => {
    expect(play(shown({ editing: editing() }), down(10, 10), up()).outcomes).toEqual([select(null, null)]);
    expect(play(shown(), onto(250, 250), to(270, 240), up()).outcomes).toEqual([]);
    // One that is gone by now.
    expect(play(shown({ editing: editing() }), onto(250, 250, null, "gone")).outcomes).toEqual([select(null, null)]);
  });
  it("have single points moved, from where they are and not from where the finger is", () => {
    const { outcomes } = play(
      shown({ editing: editing([triangle]) }),
      onto(302, 201, { type: "point", spot }),
      to(322, 221),
    );
    expect(outcomes).toEqual([
      select(spot),
      {
        type: "change",
        first: true,
        object: { ...triangle, polygon: [[[100, 100, 160, 110, 150, 150]]], width: 60 },
      },
    ]);
  });
  it("get a point in the middle of an edge, by a click or a drag from there, in one step", () => {
    const middle = onto(250, 200, { type: "middle", spot: { ...spot, point: 0 } });
    const more = { ...triangle, polygon: [[[100, 100, 125, 100, 150, 100, 150, 150]]] };
    const scene = shown({ editing: editing([triangle]) });
    expect(play(scene, middle, up()).outcomes).toEqual([{ type: "change", first: true, object: more }, select(spot)]);
    expect(play(scene, middle, to(250, 220), up()).outcomes.at(-1)).toEqual({
      type: "change",
      first: false,
      object: { ...more, polygon: [[[100, 100, 125, 110, 150, 100, 150, 150]]] },
    });
  });
  it("are turned and resized along their own sides", () => {
    const rotated = objectOf({
      type: "rotated_box",
      rotated_box: { cx: 200, cy: 150, width: 80, height: 40, angle: 0 },
    });
    const scene = shown({ editing: editing([rotated]) });
    const last = (...inputs: StageInput[]) => {
      const outcome = play(scene, ...inputs).outcomes.at(-1)!;
      return outcome.type === "change" ? outcome.object.rotated_box : null;
    };
    expect(last(onto(400, 220, { type: "turn" }), to(600, 300))).toMatchObject({ angle: 90, cx: 200, width: 80 });
    const even: StageInput = { type: "move", pointer: 1, at: { x: 420, y: 200 }, even: true };
    expect(last(onto(400, 220, { type: "turn" }), even)).toMatchObject({ angle: 15 });
    const side = { type: "side", of: "rotated_box", handle: "e" } as const;
    expect(last(onto(480, 300, side), to(500, 340))).toMatchObject({ cx: 205, cy: 150, width: 90, height: 40 });
  });
  it("with a mask stay where they are; the picture moves instead", () => {
    const masked = objectOf({ type: "mask", mask: maskOfPixels([1, 1, 1, 1], 2, 2) });
    const { outcomes } = play(shown({ editing: editing([masked]), viewport: close }), onto(0, 0), to(50, 0), up());
    expect(outcomes.map(({ type }) => type)).toEqual(["select", "viewport"]);
  });
});

describe("points that are set one by one", () => {
  const sketch = (tool: Sketch["tool"], ...points: [number, number][]): Sketch => ({
    tool,
    points: points.map(([x, y]) => [x, y, 2]),
  });
  const clicked = (tool: Sketch["tool"], so: Sketch | null, x: number, y: number, more = {}) =>
    play(shown({ editing: editing([], tool, so) }), down(x, y, more), up()).outcomes;
  const three = [
    [10, 10],
    [100, 10],
    [100, 100],
  ] as [number, number][];
  it("are where one clicks, inside of the image, with the visibility that was asked for", () => {
    expect(clicked("polygon", null, 20, 40)).toEqual([{ type: "plot", point: [10, 20, 2] }]);
    expect(clicked("keypoints", null, 900, -40, { visibility: 1 })).toEqual([{ type: "plot", point: [400, 0, 1] }]);
  });
  it("end on the first point of a polygon, and on the last one, where there are enough", () => {
    const polygon = sketch("polygon", ...three);
    expect(clicked("polygon", polygon, 22, 24)).toEqual([{ type: "finish" }]);
    expect(clicked("polygon", polygon, 200, 200)).toEqual([{ type: "finish" }]);
    expect(clicked("polygon", sketch("polygon", three[0]!, three[1]!), 20, 20)).toEqual([]);
    expect(clicked("polyline", sketch("polyline", three[0]!), 20, 20)).toEqual([]);
    expect(clicked("polyline", sketch("polyline", ...three), 200, 200)).toEqual([{ type: "finish" }]);
    // A line may come back to where it began.
    expect(clicked("polyline", sketch("polyline", ...three), 20, 20)).toEqual([{ type: "plot", point: [10, 10, 2] }]);
    // A finger is less exact.
    expect(clicked("polygon", polygon, 34, 20)).toHaveLength(1);
    expect(clicked("polygon", polygon, 34, 20, { touch: true })).toEqual([{ type: "finish" }]);
  });
  it("lie side by side where they are keypoints, but not on the same place", () => {
    expect(clicked("keypoints", sketch("keypoints", [10, 10]), 24, 20)).toEqual([{ type: "plot", point: [12, 10, 2] }]);
    expect(clicked("keypoints", sketch("keypoints", [10, 10]), 20, 20)).toEqual([]);
  });
  it("are not set where the picture is dragged, or two fingers zoom", () => {
    const scene = shown({ editing: editing([], "polygon"), viewport: close });
    const dragged = play(scene, down(100, 100), to(140, 100), up());
    expect(dragged.outcomes).toEqual([]);
    expect(play(scene, down(100, 100), to(140, 100), to(150, 100), up()).outcomes.map(({ type }) => type)).toEqual([
      "viewport",
    ]);
    expect(play(scene, down(100, 100), down(200, 100, { pointer: 2 }), up(2), up()).outcomes).toEqual([]);
    expect(play(scene, down(100, 100), { type: "cancel", pointer: 1 }).outcomes).toEqual([]);
  });
});
