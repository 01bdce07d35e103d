import { describe, expect, it } from "vitest";
import { placementOf, toImage, type Box, type Viewport } from "./geometry";
import { IDLE, step, type Hands, type Scene, type StageInput, type StageOutcome } from "./stage-state";

const image = { width: 400, height: 300 };
const frame = { width: 800, height: 600 };
const close: Viewport = { zoom: 4, x: 0.5, y: 0.5 };
const boxes: Box[] = [{ type: "box", label: "boat", col_x: 100, row_y: 100, width: 50, height: 50 }];
const shown = (facts: Partial<Scene> = {}): Scene => ({ image, frame, viewport: null, editing: null, ...facts });

const down = (x: number, y: number, more: Partial<StageInput & { type: "down" }> = {}): StageInput => ({
  type: "down",
  pointer: 1,
  at: { x, y },
  touch: false,
  part: null,
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
    ["while boxes are edited", [touch(500, 300), to(400, 300), up()], shown({ editing: { boxes, drawing: false } })],
  ] as [string, StageInput[], Scene][])("is nothing when it is %s", (_, inputs, scene) => {
    expect(play(scene, ...inputs).outcomes.filter(({ type }) => type === "swipe")).toEqual([]);
  });
  it("is moving the picture when it is close", () => {
    const { outcomes } = play(shown({ viewport: close }), touch(500, 300), to(400, 300), up());
    expect(outcomes.map(({ type }) => type)).toEqual(["viewport"]);
  });
});

describe("boxes", () => {
  const editing = { boxes, drawing: false };
  it("are drawn in pixels of the image, by one pointer", () => {
    const drawing = shown({ editing: { boxes, drawing: true } });
    const { outcomes } = play(drawing, down(20, 40), to(120, 100), up());
    expect(outcomes).toEqual([{ type: "draw", box: { col_x: 10, row_y: 20, width: 50, height: 30 } }]);
    expect(play(drawing, down(20, 40), to(21, 41), up()).outcomes).toEqual([]);
    expect(play(drawing, down(20, 40), to(120, 100), { type: "cancel", pointer: 1 }).outcomes).toEqual([]);
    const pinch = play(drawing, down(20, 40), to(120, 100), down(300, 300, { pointer: 2 }), up(2), up());
    expect(pinch.outcomes).toEqual([]);
  });
  it("are chosen, moved and resized where they are touched, also when it is close", () => {
    const part = { index: 0, handle: null };
    expect(play(shown({ editing }), down(250, 250, { part }), to(270, 240), up()).outcomes).toEqual([
      { type: "select", index: 0 },
      { type: "change", index: 0, box: { ...boxes[0], col_x: 110, row_y: 95 } },
    ]);
    const resized = play(
      shown({ editing, viewport: close }),
      down(0, 0, { part: { index: 0, handle: "se" } }),
      to(8, 16),
    );
    expect(resized.outcomes.at(-1)).toEqual({
      type: "change",
      index: 0,
      box: { ...boxes[0], width: 51, height: 52 },
    });
  });
  it("are let go by a touch beside them, and left alone while they are only shown", () => {
    expect(play(shown({ editing }), down(10, 10), up()).outcomes).toEqual([{ type: "select", index: null }]);
    const part = { index: 0, handle: null };
    expect(play(shown(), down(250, 250, { part }), to(270, 240), up()).outcomes).toEqual([]);
    // A box that is gone by now.
    expect(play(shown({ editing }), down(250, 250, { part: { index: 7, handle: null } })).outcomes).toEqual([
      { type: "select", index: null },
    ]);
  });
});
