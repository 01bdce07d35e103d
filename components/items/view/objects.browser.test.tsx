import { beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { CurrentUserContext } from "@/components/layout/current-user";
import { expectTouchable, withTouch } from "@/components/testing/fit";
import { boundsOf, type Geometry } from "@/lib/objects/geometry";
import type { ClassDto } from "@/lib/classes/schema";
import type { ItemObject } from "@/lib/objects/model";
import { maskOfPixels } from "@/lib/objects/run-lengths";
import type { ItemDto } from "@/lib/items/schema";
import { itemWith, serve, show } from "./testing";

const button = (name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" });
const stage = () => page.getByTestId("stage");
const label = (number: number) => page.getByRole("combobox", { name: `Label of object ${number}` });
const isPressed = (name: string) => expect.element(button(name)).toHaveAttribute("aria-pressed", "true");

let made = 0;
const object = (facts: Partial<ItemObject>): ItemObject => ({
  object_id: `b0000000-0000-4000-8000-${String((made += 1)).padStart(12, "0")}`,
  type: "box",
  label: "boat",
  ...{ col_x: 40, row_y: 40, width: 120, height: 80 },
  ...boundsOf(facts as Geometry),
  ...facts,
});
const triangle = (facts: Partial<ItemObject> = {}) =>
  object({ type: "polygon", polygon: [[[40.123456789, 40, 160, 40, 160, 120]]], ...facts });

beforeEach(async () => {
  await page.viewport(1280, 800);
  // Only fingers that are really there can be captured.
  vi.spyOn(Element.prototype, "setPointerCapture").mockImplementation(() => undefined);
});

/** Opens an item with these objects, to edit them. */
async function edited(objects: ItemObject[], more: Partial<ItemDto> = {}, classes: readonly ClassDto[] = []) {
  const { items, patched } = serve([itemWith(1, { objects, ...more }), itemWith(2)], classes);
  await show(items, items[0]!);
  await button("Edit objects").click();
  return {
    patched,
    saved: async () => {
      await button("Save objects").click();
      await expect.element(button("Edit objects")).toBeVisible();
      return patched.mock.lastCall![1].objects as ItemObject[];
    },
  };
}

/** Where a point of the picture is on the screen. */
function onScreen([x, y]: readonly [number, number]): [number, number] {
  const { left, top, width, height } = stage().element().querySelector("img")!.getBoundingClientRect();
  return [left + (x / 400) * width, top + (y / 300) * height];
}

const keys = { shiftKey: false, altKey: false };
function fire(type: string, at: readonly [number, number], more: Partial<PointerEventInit> = {}) {
  const [clientX, clientY] = onScreen(at);
  // What lies there is touched, as by a real hand.
  const target = document.elementsFromPoint(clientX, clientY).find((one) => stage().element().contains(one));
  (target ?? stage().element()).dispatchEvent(
    new PointerEvent(type, { pointerId: 1, pointerType: "mouse", bubbles: true, clientX, clientY, ...keys, ...more }),
  );
}
/** Clicks one after the other, as the page is after each. */
async function click(at: readonly [number, number], more: Partial<PointerEventInit> = {}) {
  fire("pointerdown", at, more);
  fire("pointerup", at, more);
  await new Promise(requestAnimationFrame);
}
async function drag(from: readonly [number, number], to: readonly [number, number], more = {}) {
  fire("pointerdown", from, more);
  await new Promise(requestAnimationFrame);
  fire("pointermove", to, more);
  fire("pointerup", to, more);
  await new Promise(requestAnimationFrame);
}
const sketched = () => expect.element(page.getByTestId("sketch"));

describe("drawing", () => {
  it("a polygon: clicks, one taken back, the first point again; its label is typed next", async () => {
    const { saved } = await edited([]);
    await userEvent.keyboard("p");
    await isPressed("Polygon");
    for (const at of [
      [50, 50],
      [150, 50],
      [300, 250],
      [150, 150],
    ] as const)
      await click(at);
    await sketched().toHaveAttribute("data-points", "4");
    await userEvent.keyboard("{Backspace}");
    await sketched().toHaveAttribute("data-points", "3");
    // Too near to be another point: the first one ends it.
    await click([51, 51]);
    await expect.element(label(1)).toHaveFocus();
    await userEvent.keyboard("kite{Enter}");
    await expect.element(stage()).toHaveFocus();
    const [kite] = await saved();
    expect(kite).toMatchObject({ label: "kite", type: "polygon", col_x: 50, row_y: 50, width: 250, height: 200 });
    expect(kite!.polygon).toEqual([[[50, 50, 150, 50, 300, 250]]]);
    expect(kite!.object_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  });

  it("a polyline, ended by Enter or by a double click, and never with too few points", async () => {
    const { saved } = await edited([], { labels: ["road"] });
    await button("Polyline").click();
    await click([20, 20]);
    await userEvent.keyboard("{Enter}");
    await expect.element(button("Finish")).toBeDisabled();
    await click([100, 80]);
    await userEvent.keyboard("{Enter}");
    await expect.element(label(1)).toHaveValue("road");
    await userEvent.keyboard("{Escape}l");
    for (const at of [
      [20, 200],
      [100, 220],
      [180, 200],
      [180, 200],
    ] as const)
      await click(at);
    await expect.element(label(2)).toHaveFocus();
    expect((await saved()).map(({ polyline }) => polyline)).toEqual([
      [20, 20, 100, 80],
      [20, 200, 100, 220, 180, 200],
    ]);
  });

  it("keypoints: visible, hidden with Shift, skipped with Alt or a button", async () => {
    const { saved } = await edited([]);
    await userEvent.keyboard("d");
    await click([100, 50]);
    await click([120, 50], { shiftKey: true });
    await click([300, 200], { altKey: true });
    await button("Skip").click();
    await click([110, 150]);
    await userEvent.keyboard("{Enter}");
    await userEvent.keyboard("person");
    const [person] = await saved();
    expect(person!.keypoints).toEqual([
      [100, 50, 2],
      [120, 50, 1],
      [0, 0, 0],
      [0, 0, 0],
      [110, 150, 2],
    ]);
  });

  it("a rotated box: dragged, then turned by its handle and resized along its own sides", async () => {
    const { saved } = await edited([]);
    await userEvent.keyboard("r");
    await drag([100, 100], [200, 200]);
    await expect.element(label(1)).toHaveFocus();
    await userEvent.keyboard("ship");
    const handle = page.getByTestId("handles").element().querySelector("line")!.getBoundingClientRect();
    const { left, width } = stage().element().querySelector("img")!.getBoundingClientRect();
    const above = 100 - (handle.height / width) * 400;
    expect(handle.left).toBeCloseTo(left + (150 / 400) * width, 0);
    await drag([150, above], [250, 150]);
    await expect.element(page.getByRole("textbox", { name: "Angle" })).toHaveValue("90");
    // Its right side points down now.
    await drag([150, 200], [150, 220]);
    const [ship] = await saved();
    expect(ship!.rotated_box).toEqual({ cx: 150, cy: 160, width: 120, height: 100, angle: 90 });
    expect([ship!.col_x, ship!.row_y, ship!.width, ship!.height].map(Math.round)).toEqual([100, 100, 100, 120]);
  });

  it("says who drew it, and is given up by Escape, which can be taken back", async () => {
    const { items, patched } = serve([itemWith(1)]);
    await show(items, items[0]!, (children) => (
      <CurrentUserContext value="editor@stillframe.test">{children}</CurrentUserContext>
    ));
    await button("Edit objects").click();
    await userEvent.keyboard("p");
    for (const at of [
      [50, 50],
      [150, 50],
      [100, 150],
    ] as const)
      await click(at);
    await expect.element(page.getByText("Finish the shape that is being drawn")).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await sketched().not.toBeInTheDocument();
    await userEvent.keyboard("{Control>}z{/Control}");
    await sketched().toHaveAttribute("data-points", "3");
    await userEvent.keyboard("{Enter}kite{Control>}{Enter}{/Control}");
    await expect.element(button("Edit objects")).toBeVisible();
    expect(patched.mock.lastCall![1].objects).toMatchObject([
      { label: "kite", source: { kind: "person", id: "editor@stillframe.test" } },
    ]);
  });

  it("stays half done with its item, however that is left", async () => {
    const { saved } = await edited([]);
    await userEvent.keyboard("p");
    for (const at of [
      [50, 50],
      [150, 50],
      [100, 150],
    ] as const)
      await click(at);
    // Buttons over the picture would be in the way of what is drawn.
    await expect.element(button("Next item")).not.toBeInTheDocument();
    await button("Go to image-2.jpg").click();
    await expect.element(page.getByRole("dialog", { name: "image-2.jpg" })).toBeVisible();
    await button("1 unsaved change").click();
    await sketched().toHaveAttribute("data-points", "3");
    await isPressed("Polygon");
    await button("Finish").click();
    await userEvent.keyboard("kite");
    expect(await saved()).toMatchObject([{ label: "kite" }]);
  });

  it("is done with a finger: taps, buttons for what keys do, and two fingers zoom", async () => {
    await withTouch(async () => {
      await page.viewport(390, 844);
      const { saved } = await edited([]);
      expectTouchable(page.getByRole("group", { name: "Tools" }).getByRole("button"));
      expectTouchable(page.getByRole("group", { name: "Steps" }).getByRole("button"));
      await button("Polygon").click();
      const finger = { pointerType: "touch" };
      for (const at of [
        [50, 50],
        [350, 50],
        [350, 250],
        [50, 250],
      ] as const)
        await click(at, finger);
      fire("pointerdown", [100, 100], finger);
      fire("pointerdown", [200, 100], { ...finger, pointerId: 2 });
      fire("pointermove", [260, 100], { ...finger, pointerId: 2 });
      fire("pointerup", [260, 100], { ...finger, pointerId: 2 });
      fire("pointerup", [100, 100], finger);
      await sketched().toHaveAttribute("data-points", "4");
      await button("Fit to the window").click();
      expectTouchable(button("Finish"));
      await button("Remove point").click();
      await button("Finish").click();
      await userEvent.keyboard("{Escape}");
      await label(1).fill("kite");
      expectTouchable(page.getByRole("list", { name: "Objects" }).getByRole("button"));
      expect((await saved())[0]!.polygon).toEqual([[[50, 50, 350, 50, 350, 250]]]);
    });
  });
});

describe("editing", () => {
  const extra = {
    attributes: { colour: "red" },
    confidence: 0.123456789,
    source: { kind: "model" as const, id: "detector 2" },
    flags: { occluded: true },
    track_id: 7,
    extra: { area: 4800.5 },
  };
  it("moves one point by pointer and by keys, and leaves everything else of the object", async () => {
    const before = triangle(extra);
    const { saved } = await edited([before]);
    await click([140, 60]);
    await drag([160, 120], [200, 140]);
    await userEvent.keyboard("{ArrowRight}{Shift>}{ArrowDown}{/Shift}");
    const after = await saved();
    expect(after).toEqual([
      { ...before, polygon: [[[40.123456789, 40, 160, 40, 201, 150]]], width: 160.876543, height: 110 },
    ]);
  });

  it("adds points in the middle of edges, removes them, but not below the least, and takes it all back", async () => {
    const { patched } = await edited([triangle({ polygon: [[[40, 40, 160, 40, 160, 120]]] })]);
    await click([140, 60]);
    await click([100, 40]);
    await expect.element(button("Remove point")).toBeVisible();
    await drag([160, 80], [180, 80]);
    await userEvent.keyboard("{Delete}");
    await userEvent.keyboard(".{Delete}");
    await userEvent.keyboard(".{Delete}");
    await expect.element(page.getByText("A ring of a polygon has at least 3 points")).toBeVisible();
    for (let step = 0; step < 6; step += 1) await userEvent.keyboard("{Control>}z{/Control}");
    await expect.element(button("Undo")).toBeDisabled();
    await expect.element(page.getByText("Unsaved", { exact: true })).not.toBeInTheDocument();
    await userEvent.keyboard("{Control>}{Shift>}z{/Shift}{/Control}");
    await expect.element(page.getByText("Unsaved", { exact: true })).toBeVisible();
    expect(patched).not.toHaveBeenCalled();
  });

  it("is done by keys alone: chosen in the list, moved, a point of it moved, added and removed", async () => {
    const before = triangle({ polygon: [[[40, 40, 160, 40, 160, 120]]] });
    const { saved } = await edited([before]);
    (button(/^Select object 1/).element() as HTMLElement).focus();
    await userEvent.keyboard("{Enter}");
    await expect.element(button(/^Select object 1/)).toHaveAttribute("aria-pressed", "true");
    await userEvent.keyboard("{ArrowRight}{ArrowRight}.a{Shift>}{ArrowUp}{/Shift}");
    const [after] = await saved();
    expect(after!.polygon).toEqual([[[42, 40, 102, 30, 162, 40, 162, 120]]]);
    expect(after).toMatchObject({ col_x: 42, row_y: 30, width: 120, height: 90, object_id: before.object_id });
  });

  it("keeps holes and parts, whose points are dragged like any", async () => {
    const polygon = [
      [
        [40, 40, 240, 40, 240, 240, 40, 240],
        [80, 80, 120, 80, 120, 120],
      ],
      [[300, 40, 380, 40, 380, 120]],
    ];
    const { saved } = await edited([object({ type: "polygon", polygon })]);
    await click([60, 60]);
    await drag([120, 120], [140, 150]);
    await drag([380, 120], [380, 160]);
    expect((await saved())[0]!.polygon).toEqual([
      [
        [40, 40, 240, 40, 240, 240, 40, 240],
        [80, 80, 120, 80, 140, 150],
      ],
      [[300, 40, 380, 40, 380, 160]],
    ]);
  });

  it("calls keypoints as their class does, and those that it has no name for by their number", async () => {
    const keypoints: ItemObject["keypoints"] = [
      [100, 100, 2],
      [200, 100, 2],
    ];
    const classes = [{ index: 0, name: "boat", color: "#123456", skeleton: { keypoints: ["bow"], edges: [] } }];
    await edited([object({ type: "keypoints", label: "boat", keypoints })], {}, classes);
    await button(/^Select object 1/).click();
    await expect.element(button("bow")).toBeVisible();
    await expect.element(page.getByRole("combobox", { name: "Visibility of bow" })).toHaveValue("2");
    await expect.element(button("Point 2")).toBeVisible();
  });

  it("hides keypoints, takes their place away and gives it back", async () => {
    const keypoints: ItemObject["keypoints"] = [
      [100, 100, 2],
      [200, 100, 2],
      [0, 0, 0],
    ];
    const { saved } = await edited([object({ type: "keypoints", keypoints })]);
    await button(/^Select object 1/).click();
    await button("Point 1").click();
    await userEvent.keyboard("v");
    await expect.element(page.getByRole("combobox", { name: "Visibility of point 1" })).toHaveValue("1");
    await drag([100, 100], [80, 60]);
    await page.getByRole("combobox", { name: "Visibility of point 3" }).selectOptions("Visible");
    await page.getByRole("combobox", { name: "Visibility of point 2" }).selectOptions("Not labelled");
    expect((await saved())[0]!.keypoints).toEqual([
      [80, 60, 1],
      [0, 0, 0],
      [140, 80, 2],
    ]);
  });

  it("moves all geometry of an object together, and its box with it", async () => {
    const both = triangle({ rotated_box: { cx: 100, cy: 80, width: 60, height: 20, angle: 10 } });
    const { saved } = await edited([both]);
    await drag([140, 60], [160, 70]);
    expect((await saved())[0]).toMatchObject({
      polygon: [[[60.123457, 50, 180, 50, 180, 130]]],
      rotated_box: { cx: 120, cy: 90, width: 60, height: 20, angle: 10 },
      col_x: 60.123457,
      row_y: 50,
    });
  });

  it("sets attributes by their type, flags, and the label; typing is one step", async () => {
    const { saved } = await edited([object({ attributes: { colour: "red", wheels: 4, parts: ["a", "b"] } })]);
    await label(1).click();
    await page.getByRole("textbox", { name: "Value of colour" }).fill("blue");
    await page.getByRole("textbox", { name: "Value of wheels" }).fill("6.5");
    await page.getByRole("textbox", { name: "Value of wheels" }).fill("six");
    await expect
      .element(page.getByRole("textbox", { name: "Value of wheels" }))
      .toHaveAttribute("aria-invalid", "true");
    await page.getByRole("checkbox", { name: "Truncated" }).click();
    await page.getByRole("textbox", { name: "Name of a new attribute" }).fill("colour");
    await button("Add").click();
    await expect.element(page.getByRole("alert")).toHaveTextContent("There is one of that name");
    await page.getByRole("textbox", { name: "Name of a new attribute" }).fill("afloat");
    await page.getByRole("combobox", { name: "Type of the new attribute" }).selectOptions("Yes or no");
    await button("Add").click();
    await page.getByRole("combobox", { name: "Value of afloat" }).selectOptions("No");
    await button("Remove attribute parts").click();
    await label(1).click();
    await userEvent.keyboard("{Control>}a{/Control}schooner{Control>}z{/Control}");
    await expect.element(label(1)).toHaveValue("boat");
    expect(await saved()).toMatchObject([
      { label: "boat", attributes: { colour: "blue", wheels: 6.5, afloat: false }, flags: { truncated: true } },
    ]);
  });

  it("offers what the class describes: its colour, its attributes and the values that they can have", async () => {
    const attributes = [
      { name: "pose", type: "select" as const, values: ["anchored", "sailing"], default: "sailing" },
      { name: "crew", type: "number" as const },
    ];
    const { saved } = await edited([object({ attributes: { crew: 2 } })], {}, [
      { index: 0, name: "boat", color: "#123456", attributes },
      { index: 1, name: "buoy", color: "#654321" },
    ]);
    await label(1).click();
    await expect.poll(() => stage().element().innerHTML).toContain("#123456");
    await button("pose").click();
    await expect.element(button("pose")).not.toBeInTheDocument();
    const pose = page.getByRole("combobox", { name: "Value of pose" });
    await expect.element(pose).toHaveValue("sailing");
    await pose.selectOptions("anchored");
    expect(await saved()).toMatchObject([{ attributes: { crew: 2, pose: "anchored" } }]);
  });

  it("shows a mask and says what can be done with it; a drag over it moves nothing", async () => {
    const masked = object({ type: "mask", mask: maskOfPixels(new Uint8Array(400 * 300).fill(1), 300, 400) });
    const { patched } = await edited([masked]);
    await drag([200, 150], [240, 150]);
    await expect.element(page.getByText("A mask is shown and kept, not redrawn.")).toBeVisible();
    await expect.element(button("Undo")).toBeDisabled();
    await userEvent.keyboard("{Escape}");
    const opacity = page.getByRole("slider", { name: "Opacity of masks" });
    await opacity.fill("0.9");
    expect(document.querySelector("[data-objects] image")!.getAttribute("opacity")).toBe("0.9");
    expect(localStorage.getItem("stillframe.mask-opacity")).toBe("0.9");
    expect(patched).not.toHaveBeenCalled();
  });
});

describe("what is shown", () => {
  const objects = () => [
    object({ label: "boat" }),
    object({ label: "moon", type: "polyline", polyline: [10, 10, 50, 50] }),
    object({
      label: "boat",
      type: "polygon",
      polygon: [[[200, 100, 300, 100, 300, 200]]],
      confidence: 0.92,
      flags: { occluded: true },
    }),
  ];
  const drawn = () => document.querySelectorAll("[data-outline], [data-objects] path[d]").length;

  it("is listed by label, with kind, size, confidence and flags, and chosen by kind and label on every item", async () => {
    const { items } = serve([itemWith(1, { objects: objects() }), itemWith(2, { objects: objects() })]);
    await show(items, items[0]!);
    const list = page.getByRole("list", { name: "Objects" });
    await expect
      .element(list)
      .toHaveTextContent("boat2Box, 120 × 80Polygon, 100 × 100, 92 %, occludedmoonPolyline, 40 × 40");
    expect(drawn()).toBe(6);
    await button("Boxes, 1 object").click();
    await expect.element(list).not.toHaveTextContent("Box, 120 × 80");
    await button("moon, 1 object").click();
    await expect.element(page.getByText("2 hidden")).toBeVisible();
    expect(drawn()).toBe(3);
    await userEvent.keyboard("j");
    await expect.element(page.getByRole("dialog", { name: "image-2.jpg" })).toBeVisible();
    await expect.element(page.getByText("2 hidden")).toBeVisible();
    await button("moon, 1 object").click();
    await expect.element(page.getByText("1 hidden")).toBeVisible();
  });

  it("leaves what is worked on in sight", async () => {
    await edited(objects());
    await button("Polygons, 1 object").click();
    await button("boat, 2 objects").click();
    expect(drawn()).toBe(2);
    await label(3).click();
    await expect.poll(drawn).toBeGreaterThan(2);
    expect(page.getByTestId("handles").element().querySelectorAll("[data-grip]").length).toBe(6);
  });

  it("is drawn on a video at its moment, and a click goes there", async () => {
    const { items } = serve([
      itemWith(1, {
        media_type: "video",
        mime_type: "video/mp4",
        url: "data:,",
        objects: [object({ label: "boat", time_ms: 1_200 }), object({ label: "moon", time_ms: 0 })],
      }),
    ]);
    await show(items, items[0]!);
    await expect.element(page.getByRole("list", { name: "Objects" })).toHaveTextContent("boat");
    await expect.element(button("Edit objects")).not.toBeInTheDocument();
    const moment = page.getByTestId("moment").element();
    expect(moment.querySelectorAll("rect")).toHaveLength(2);
    const video = document.querySelector("video")!;
    const [times] = [vi.fn()];
    Object.defineProperty(video, "currentTime", { set: times, get: () => 1.2 });
    await page.getByTitle("Go there in the video").first().click();
    expect(times).toHaveBeenCalledWith(1.2);
  });
});
