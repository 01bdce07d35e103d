import { useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { setFingers } from "@/components/testing/fit";
import { render } from "@/components/testing/render";
import { LONG_NAME, ODD_NAMES } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import type { ItemObject } from "@/lib/objects/model";
import { maskOfPixels } from "@/lib/objects/run-lengths";
import type { ItemDto } from "@/lib/items/schema";
import type { Viewport } from "./geometry";
import { MediaFrame } from "./media-frame";
import { dataset, itemWith, serve, show } from "./testing";

const button = (name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" });
const opened = (name: string) => page.getByRole("dialog", { name });
const caption = () => page.getByRole("textbox", { name: "Caption" });
const stage = () => page.getByTestId("stage");
const numbered = (count: number, facts: Partial<ItemDto> = {}) =>
  Array.from({ length: count }, (_, index) => itemWith(index + 1, facts));
let made = 0;
const box = (label: string): ItemObject => ({
  object_id: `b0000000-0000-4000-8000-${String((made += 1)).padStart(12, "0")}`,
  type: "box",
  label,
  col_x: 40,
  row_y: 40,
  width: 120,
  height: 80,
});
const asked = (): boolean => !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));

beforeEach(async () => {
  await page.viewport(1280, 800);
  // Only fingers that are really there can be captured.
  vi.spyOn(Element.prototype, "setPointerCapture").mockImplementation(() => undefined);
});

describe("what is not saved", () => {
  it("stays with its item over Next, and can be saved when one is back", async () => {
    const { items, patched } = serve(numbered(3));
    await show(items, items[0]!);
    await button("Edit caption").click();
    await caption().fill("Boats at dusk");
    await button("Next item").click();
    await expect.element(opened("image-2.jpg")).toBeVisible();
    await expect.element(caption()).not.toBeInTheDocument();
    await button("1 unsaved change").click();
    await expect.element(opened("image-1.jpg")).toBeVisible();
    await expect.element(caption()).toHaveValue("Boats at dusk");
    await expect.element(page.getByText("Unsaved", { exact: true })).toBeVisible();
    await expect.element(button("Discard")).toBeVisible();
    await button("Save").click();
    await expect.element(button("Edit caption")).toBeVisible();
    expect(patched).toHaveBeenCalledWith(items[0]!.media_id, { caption: "Boats at dusk" }, "1");
    await expect.element(opened("image-1.jpg")).toHaveTextContent("Boats at dusk");
    expect(asked()).toBe(false);
  });

  it("stays when the item is closed, which says so; leaving the page has the browser ask", async () => {
    const { items } = serve(numbered(3));
    await show(items, items[1]!);
    expect(asked()).toBe(false);
    await button("Edit caption").click();
    await caption().fill("Never lost");
    await button("Close").click();
    await expect.element(page.getByRole("dialog")).not.toBeInTheDocument();
    expect(asked()).toBe(true);
    await expect.element(page.getByRole("status")).toHaveTextContent("1 unsaved change");
    await button("1 unsaved change").click();
    await expect.element(caption()).toHaveValue("Never lost");
    await button("Discard").click();
    await expect.element(button("Edit caption")).toBeVisible();
    expect(asked()).toBe(false);
    // Even that is taken back.
    await button("Undo").click();
    await expect.element(caption()).toHaveValue("Never lost");
    expect(asked()).toBe(true);
  });

  it("is nothing where nothing was written", async () => {
    const { items } = serve(numbered(2, { objects: [box("boat")] }));
    await show(items, items[0]!);
    await button("Edit caption").click();
    await button("Edit objects").click();
    await button("Next item").click();
    await expect.element(opened("image-2.jpg")).toBeVisible();
    await expect.element(button(/unsaved/)).not.toBeInTheDocument();
    await userEvent.keyboard("{ArrowLeft}");
    await expect.element(opened("image-1.jpg")).toBeVisible();
    await expect.element(button("Edit caption")).toBeVisible();
    await expect.element(button("Edit objects")).toBeVisible();
  });

  it("may be objects: drawn, left by key, found again, saved by Ctrl+Enter", async () => {
    const { items, patched } = serve(numbered(2, { labels: ["boat"] }));
    await show(items, items[0]!);
    await button("Edit objects").click();
    await draw([200, 150], [320, 260]);
    const label = page.getByRole("combobox", { name: "Label of object 1" });
    await expect.element(label).toHaveFocus();
    await expect.element(label).toHaveValue("boat");
    // The suggestion is typed over.
    await userEvent.keyboard("buoy");
    await expect.element(label).toHaveValue("buoy");
    // Escape leaves the label, then lets go of the box, and never closes.
    await userEvent.keyboard("{Escape}{Escape}{Escape}");
    await userEvent.keyboard("{ArrowRight}");
    await expect.element(opened("image-2.jpg")).toBeVisible();
    await userEvent.keyboard("{ArrowLeft}");
    await expect.element(label).toHaveValue("buoy");
    await expect.element(page.getByText("Unsaved", { exact: true })).toBeVisible();
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await expect.element(button("Edit objects")).toBeVisible();
    expect(patched.mock.calls.map(([, patch]) => patch.objects?.map((one) => one.label))).toEqual([["buoy"]]);
  });

  it("is in sight where objects are edited and drawn, however far down that began", async () => {
    await page.viewport(390, 600);
    const { items } = serve(numbered(1));
    await show(items, items[0]!);
    await button("Edit objects").click();
    await expect.element(button("Save objects")).toBeInViewport();
    document.querySelector("[aria-label='Metadata']")!.scrollIntoView();
    await draw([100, 60], [200, 120]);
    const label = page.getByRole("combobox", { name: "Label of object 1" });
    await expect.element(label).toHaveFocus();
    await expect.element(label).toBeInViewport();
  });

  it("is saved by Ctrl+Enter from the caption, and left by Escape without being lost", async () => {
    const { items, patched } = serve(numbered(2));
    await show(items, items[0]!);
    await button("Edit caption").click();
    await expect.element(caption()).toHaveFocus();
    await userEvent.keyboard("A view");
    await userEvent.keyboard("{Escape}");
    await expect.element(stage()).toHaveFocus();
    await expect.element(caption()).toHaveValue("A view");
    await caption().click();
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await expect.element(button("Edit caption")).toHaveFocus();
    expect(patched).toHaveBeenCalledWith(items[0]!.media_id, { caption: "A view" }, "1");
  });

  it("of one part goes on after the other was saved", async () => {
    const { items, patched } = serve(numbered(1, { objects: [box("boat")] }));
    await show(items, items[0]!);
    await button("Edit objects").click();
    await page.getByRole("combobox", { name: "Label of object 1" }).fill("buoy");
    await button("Edit caption").click();
    await caption().fill("Mine");
    await button("Save").click();
    await expect.element(button("Edit caption")).toBeVisible();
    await button("Save objects").click();
    await expect.element(button("Edit objects")).toBeVisible();
    expect(patched.mock.calls.map(([, , etag]) => etag)).toEqual(["1", "2"]);
  });
});

describe("a change of another's in between", () => {
  it("is shown beside one's own, and either is taken", async () => {
    const { items, change, patched } = serve(numbered(1));
    const { media_id: mediaId } = items[0]!;
    await show(items, items[0]!);
    await button("Edit caption").click();
    await caption().fill("Mine");
    change(mediaId, { caption: "Theirs" });
    await button("Save").click();
    const alert = page.getByRole("alert");
    await expect.element(alert).toHaveTextContent("Someone changed this item since you opened it");
    await expect.element(alert).toHaveTextContent("Their captionTheirsMy captionMine");
    await button("Save mine instead").click();
    await expect.element(alert).not.toBeInTheDocument();
    expect(patched).toHaveBeenLastCalledWith(mediaId, { caption: "Mine" }, "2");
    expect(items[0]!.caption).toBe("Mine");

    await button("Edit caption").click();
    await caption().fill("Never mind");
    change(mediaId, { caption: "Theirs again" });
    await button("Save").click();
    await button("Keep theirs").click();
    await expect.element(caption()).not.toBeInTheDocument();
    await expect.element(opened("image-1.jpg")).toHaveTextContent("Theirs again");
    expect(asked()).toBe(false);
  });

  it("is told of objects by number and label", async () => {
    const { items, change } = serve(numbered(1, { objects: [box("boat")] }));
    await show(items, items[0]!);
    await button("Edit objects").click();
    await page.getByRole("combobox", { name: "Label of object 1" }).fill("buoy");
    change(items[0]!.media_id, { objects: [box("moon"), box("moon"), box("lamp")] });
    await button("Save objects").click();
    await expect
      .element(page.getByRole("alert"))
      .toHaveTextContent("Their objects3 objects: moon × 2, lampMy objects1 object: buoy");
  });

  it("is brought into sight, however far down one has scrolled", async () => {
    await page.viewport(390, 700);
    const { items, change } = serve([itemWith(1, { objects: Array.from({ length: 12 }, () => box("boat")) })]);
    await show(items, items[0]!);
    await button("Edit objects").click();
    await button("Edit caption").click();
    await caption().fill("Mine");
    change(items[0]!.media_id, { caption: "Theirs" });
    await button("Save").click();
    await expect.element(button("Save mine instead")).toBeInViewport();
    await expect.element(page.getByText("Someone changed this item")).toBeInViewport();
  });

  it("is no conflict when it is of another part", async () => {
    const { items, change } = serve(numbered(1));
    await show(items, items[0]!);
    await button("Edit caption").click();
    await caption().fill("Mine");
    change(items[0]!.media_id, { tags: ["night"] });
    await button("Save").click();
    await expect.element(button("Edit caption")).toBeVisible();
    expect(items[0]).toMatchObject({ caption: "Mine", tags: ["night"] });
  });
});

it("adds tags and takes them away, with an undo, and keeps the focus where the next is written", async () => {
  const { items, change } = serve([itemWith(1, { tags: ["night"] })]);
  const { media_id: mediaId } = items[0]!;
  const sent: unknown[] = [];
  for (const edit of ["tag", "untag"])
    server.on(`POST /dataset/${dataset.id}/items/${edit}`, ({ body }) => {
      const { tags } = body as { tags: string[] };
      const { tags: before } = items[0]!;
      sent.push({ [edit]: tags });
      change(mediaId, { tags: edit === "tag" ? [...before, ...tags] : before.filter((tag) => !tags.includes(tag)) });
      return { changed: 1, edit_id: `${edit}-1` };
    });
  server.on(`POST /dataset/${dataset.id}/edits/untag-1/undo`, () => ({ changed: 1, skipped: 0, edit_id: "redo-1" }));
  await show(items, items[0]!);
  const input = page.getByRole("combobox", { name: "Add a tag" });
  await input.click();
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByRole("alert")).toHaveTextContent("It must not be empty");
  await userEvent.keyboard(" evening {Enter}");
  await expect.element(input).toHaveValue("");
  await expect.element(button("Remove tag evening")).toBeVisible();
  await button("Remove tag night").click();
  await expect.element(input).toHaveFocus();
  await expect.element(button("Remove tag night")).not.toBeInTheDocument();
  expect(sent).toEqual([{ tag: ["evening"] }, { untag: ["night"] }]);
  await page.getByRole("listitem").filter({ hasText: "1 item untagged" }).getByRole("button", { name: "Undo" }).click();
  await expect.element(page.getByText("Undone: 1 item")).toBeVisible();
});

describe("going through the list", () => {
  it("shows the items around, with the current one marked", async () => {
    const { items } = serve(numbered(200));
    await show(items, items[60]!);
    const strip = page.getByRole("list", { name: "Items around it" });
    await expect.element(strip.getByRole("button", { name: "Go to image-61.jpg" })).toHaveAttribute("aria-current");
    expect(strip.getByRole("listitem").all()).toHaveLength(15);
    await strip.getByRole("button", { name: "Go to image-66.jpg" }).click();
    await expect.element(opened("image-66.jpg")).toBeVisible();
    await expect.element(strip.getByRole("button", { name: "Go to image-73.jpg" })).toBeVisible();
    await page.viewport(1280, 560);
    await expect.element(strip).not.toBeInTheDocument();
  });

  it("keeps the zoom on images of one size, and fits any other", async () => {
    const { items } = serve([itemWith(1), itemWith(2), itemWith(3, { width: 300, height: 300 })]);
    await show(items, items[0]!);
    const zoomed = () => stage().element().getAttribute("aria-label")!.split(", ").at(-1);
    const fitted = zoomed();
    await button("Zoom in").click();
    await button("Zoom in").click();
    const close = zoomed();
    expect(close).not.toBe(fitted);
    const place = () => page.getByRole("img").element().getBoundingClientRect().toJSON() as object;
    const before = place();
    await userEvent.keyboard("j");
    await expect.element(opened("image-2.jpg")).toBeVisible();
    expect(zoomed()).toBe(close);
    expect(place()).toEqual(before);
    await userEvent.keyboard("j");
    await expect.element(opened("image-3.jpg")).toBeVisible();
    await expect.element(button("Fit to the window")).toBeDisabled();
  });

  it("goes on and back by swiping", async () => {
    const { items } = serve(numbered(2));
    await show(items, items[0]!);
    await swipe(-120);
    await expect.element(opened("image-2.jpg")).toBeVisible();
    await swipe(-120);
    await swipe(120);
    await expect.element(opened("image-1.jpg")).toBeVisible();
    // Zoomed, a finger moves the picture.
    await button("Zoom in").click();
    await swipe(-120);
    await expect.element(opened("image-1.jpg")).toBeVisible();
  });

  it("goes on and back by swiping over a video, whose controls stay the player's", async () => {
    const { items } = serve([
      itemWith(1),
      itemWith(2, { media_type: "video", mime_type: "video/mp4", url: "data:," }),
      itemWith(3),
    ]);
    await show(items, items[1]!);
    await expect.element(opened("image-2.jpg")).toBeVisible();
    const video = () => document.querySelector("video")!;
    await swipe(-120, video(), video().clientHeight - 20);
    await swipe(-120, video(), 30, "mouse");
    await expect.element(opened("image-2.jpg")).toBeVisible();
    await swipe(-120, video(), 30);
    await expect.element(opened("image-3.jpg")).toBeVisible();
    await swipe(120);
    await expect.element(opened("image-2.jpg")).toBeVisible();
    await swipe(120, video(), 30);
    await expect.element(opened("image-1.jpg")).toBeVisible();
  });

  it("keeps the focus on what goes on", async () => {
    const { items } = serve(numbered(4));
    await show(items, items[0]!);
    await expect.element(stage()).toHaveFocus();
    (button("Next item").element() as HTMLElement).focus();
    await userEvent.keyboard("{Enter}");
    await expect.element(opened("image-2.jpg")).toBeVisible();
    await userEvent.keyboard("{Enter}");
    await expect.element(opened("image-3.jpg")).toBeVisible();
  });

  it("leaves the arrows to fields and players", async () => {
    const { items } = serve([
      itemWith(1),
      itemWith(2, { media_type: "video", mime_type: "video/mp4", url: "data:," }),
      itemWith(3),
    ]);
    await show(items, items[0]!);
    await page.getByRole("combobox", { name: "Add a tag" }).click();
    await userEvent.keyboard("ab{ArrowLeft}{ArrowRight}j");
    await expect.element(page.getByRole("combobox", { name: "Add a tag" })).toHaveValue("abj");
    await expect.element(opened("image-1.jpg")).toBeVisible();
    await button("Next item").click();
    await expect.element(opened("image-2.jpg")).toBeVisible();
    document.querySelector("video")!.focus();
    await userEvent.keyboard("{ArrowRight}");
    await expect.element(opened("image-2.jpg")).toBeVisible();
    await userEvent.keyboard("j");
    await expect.element(opened("image-3.jpg")).toBeVisible();
  });

  it("returns the focus to the tile of the item that was shown last", async () => {
    const { items } = serve(numbered(200));
    await show(items, null);
    await page.getByRole("button", { name: "Open image-1.jpg" }).click();
    await expect.element(opened("image-1.jpg")).toBeVisible();
    for (let step = 0; step < 3; step += 1) await userEvent.keyboard("{ArrowRight}");
    await expect.element(opened("image-4.jpg")).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await expect.element(button("image-4.jpg")).toHaveFocus();
    // One far down as well.
    await page.getByRole("button", { name: "Open image-4.jpg" }).click();
    await expect.element(opened("image-4.jpg")).toBeVisible();
    history.replaceState(null, "", `?item=${items[150]!.media_id}`);
    await expect.element(page.getByText("151 of 200")).toBeVisible();
    await button("Close").click();
    await expect.element(button("image-151.jpg")).toHaveFocus();
  });
});

describe("room for the picture", () => {
  it("is had by hiding the details, which is remembered", async () => {
    const { items } = serve(numbered(2));
    const { unmount } = await show(items, items[0]!);
    const width = () => stage().element().getBoundingClientRect().width;
    const before = width();
    await button("Hide details").click();
    await expect.element(page.getByRole("region", { name: "Metadata" })).not.toBeInTheDocument();
    expect(width()).toBeGreaterThan(before);
    await unmount();
    await show(items, items[0]!);
    await expect.element(button("Show details")).toBeVisible();
    await userEvent.keyboard("i");
    await expect.element(page.getByRole("region", { name: "Metadata" })).toBeVisible();
  });

  it("is had full screen, also where the browser cannot", async () => {
    const { items } = serve(numbered(2));
    await show(items, items[0]!);
    await userEvent.keyboard("f");
    await expect.element(button("Leave full screen")).toBeVisible();
    await expect.element(page.getByRole("list", { name: "Items around it" })).not.toBeInTheDocument();
    await expect.element(page.getByRole("region", { name: "Metadata" })).not.toBeInTheDocument();
    await userEvent.keyboard("{Escape}");
    await expect.element(button("Full screen")).toBeVisible();
    await expect.element(opened("image-1.jpg")).toBeVisible();
  });
});

describe.each([
  [1280, 800],
  [390, 844],
])("at %i × %i pixels", (width, height) => {
  it.each(ODD_NAMES)("keeps names, captions and values in their places: %s", async (name) => {
    await page.viewport(width, height);
    const { items } = serve([
      itemWith(1, {
        file_name: name,
        file_path: name,
        caption: name,
        tags: [name],
        labels: [name],
        objects: [box(name)],
        metadata: { [name.slice(0, 200)]: name, site: name, "a key of several words": "value" },
      }),
    ]);
    server.on(`GET /dataset/${dataset.id}/items/${items[0]!.media_id}/exif`, () => ({ Make: name, [name]: "x" }));
    await show(items, items[0]!);
    await page.getByText("EXIF", { exact: true }).click();
    await expect.element(page.getByText("Make", { exact: true })).toBeInTheDocument();
    const dialog = page.getByRole("dialog").element();
    expect(dialog.scrollWidth).toBeLessThanOrEqual(dialog.clientWidth);
    for (const section of dialog.querySelectorAll("section, dl, details, ul:not([aria-label='Items around it'])"))
      expect(section.scrollWidth, section.outerHTML.slice(0, 80)).toBeLessThanOrEqual(section.clientWidth + 1);
    for (const key of dialog.querySelectorAll("dt")) {
      const [left, right] = [key, key.nextElementSibling!].map((element) => element.getBoundingClientRect());
      const isBeside = left!.right <= right!.left + 1 || right!.right <= left!.left + 1;
      expect(isBeside || left!.bottom <= right!.top + 1, key.textContent).toBe(true);
      expect(key.scrollWidth, key.textContent).toBeLessThanOrEqual(key.clientWidth + 1);
    }
    for (const one of ["Close", "Full screen", "Edit objects"]) {
      const { right } = button(one).element().getBoundingClientRect();
      expect(right).toBeLessThanOrEqual(width);
    }
  });
});

it("has targets that a finger finds", async () => {
  await setFingers(true);
  try {
    const { items } = serve([itemWith(1, { tags: ["night"], objects: [box("boat")] }), itemWith(2)]);
    await show(items, items[0]!);
    expect(matchMedia("(pointer: coarse)").matches).toBe(true);
    await button("Edit objects").click();
    await page.getByText("All are shown").click();
    await page.getByRole("button", { name: /^Select object 1/ }).click();
    await button("Edit caption").click();
    await caption().fill("Mine");
    const small = [...document.querySelectorAll("[role=dialog] :is(button, input, textarea, summary, a[download])")]
      .map((element) => ({
        name: element.getAttribute("aria-label") ?? element.textContent,
        // A label is pressed for the box in it.
        ...sizeOf(element.closest("label") ?? element),
      }))
      .filter(({ width, height }) => width < 40 || height < 40);
    expect(small).toEqual([]);
  } finally {
    await setFingers(false);
  }
});

const sizeOf = (element: Element) => {
  const { width, height } = element.getBoundingClientRect();
  return { width, height };
};

describe("the frame alone", () => {
  function Pair({ items }: { items: readonly ItemDto[] }) {
    const [viewport, setViewport] = useState<Viewport | null>(null);
    return (
      <div className="grid h-96 grid-cols-2">
        {items.map((item) => (
          <MediaFrame key={item.media_id} item={item} viewport={viewport} onViewport={setViewport} />
        ))}
      </div>
    );
  }

  it("draws every kind of object where it lies, and the box only where that is all there is", async () => {
    const objects: ItemObject[] = [
      {
        ...box("kite"),
        type: "polygon",
        polygon: [
          [
            [40, 40, 160, 40, 160, 120],
            [100, 60, 110, 60, 110, 70],
          ],
        ],
      },
      { ...box("kite"), type: "mask", mask: maskOfPixels([1, 0, 0, 1], 2, 2) },
      {
        ...box("kite"),
        type: "keypoints",
        keypoints: [
          [50, 60, 2],
          [70, 80, 1],
          [0, 0, 0],
        ],
      },
      { ...box("kite"), type: "polyline", polyline: [0, 0, 10, 10] },
      box("kite"),
    ];
    const { container } = await render(<Pair items={[itemWith(1, { objects })]} />);
    await expect.element(stage()).toBeVisible();
    const drawn = (selector: string) => [...container.querySelectorAll<SVGElement>(selector)];
    const paths = drawn("[data-objects] path").map((path) => path.getAttribute("d"));
    expect(paths).toContain("M40 40L160 40L160 120ZM100 60L110 60L110 70Z");
    expect(paths).toContain("M0 0L10 10");
    expect(drawn("[data-objects] image").map((image) => image.getAttribute("href")!.slice(0, 14))).toEqual([
      "data:image/png",
    ]);
    // One that is not labelled is nowhere; one that is hidden is a ring.
    expect(
      drawn("[data-objects] circle").map((point) => [
        point.getAttribute("cx"),
        point.getAttribute("fill") !== "transparent",
      ]),
    ).toEqual([
      ["50", true],
      ["70", false],
    ]);
    expect(drawn("[data-outline]")).toHaveLength(1);
  });

  it("moves as one with another that shares its viewport", async () => {
    await render(<Pair items={[itemWith(1), itemWith(2)]} />);
    await button("Zoom in").first().click();
    const [left, right] = stage().elements();
    const told = (element: Element | undefined) => element?.getAttribute("aria-label")?.split(", ")[1];
    expect(told(left)).toBe(told(right));
    await expect.element(button("Zoom out").last()).toBeEnabled();
  });

  it("keeps its own viewport, and draws what it is given", async () => {
    await render(
      <div className="h-96">
        <MediaFrame item={itemWith(1, { objects: [box("its own")] })} objects={[box("given")]} />
      </div>,
    );
    await button("Zoom in").click();
    await expect.element(button("Zoom out")).toBeEnabled();
    await expect.element(page.getByText("given").first()).toBeInTheDocument();
    await expect.element(page.getByText("its own")).not.toBeInTheDocument();
  });
});

it("wraps a long metadata key instead of writing it over its value", async () => {
  const { items } = serve([itemWith(1, { metadata: { [LONG_NAME]: "short" } })]);
  await show(items, items[0]!);
  const key = page.getByText(LONG_NAME).element();
  const value = page.getByText("short", { exact: true }).element();
  expect(key.getBoundingClientRect().bottom).toBeLessThanOrEqual(value.getBoundingClientRect().top + 1);
});

/** Drags over the picture with the mouse, in pixels of the stage. */
async function draw(from: [number, number], to: [number, number]) {
  const element = stage().element();
  const { left, top } = element.getBoundingClientRect();
  const fire = (type: string, [x, y]: [number, number]) =>
    element.dispatchEvent(
      new PointerEvent(type, {
        pointerId: 1,
        pointerType: "mouse",
        bubbles: true,
        clientX: left + x,
        clientY: top + y,
      }),
    );
  fire("pointerdown", from);
  fire("pointermove", to);
  fire("pointerup", to);
}

/** @param down from the upper edge, in pixels */
async function swipe(dx: number, element = stage().element(), down = 100, pointerType = "touch") {
  const { left, top, width } = element.getBoundingClientRect();
  const fire = (type: string, x: number) =>
    element.dispatchEvent(
      new PointerEvent(type, {
        pointerId: 7,
        pointerType,
        bubbles: true,
        clientX: left + width / 2 + x,
        clientY: top + down,
      }),
    );
  fire("pointerdown", 0);
  fire("pointermove", dx);
  fire("pointerup", dx);
}
