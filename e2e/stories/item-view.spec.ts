import type { Locator } from "@playwright/test";
import sharp from "sharp";
import { drawnImage, expect, test } from "../fixtures";

const zoomOf = async (item: Locator) =>
  Number(/(\d+) %$/.exec((await item.getByTestId("stage").getAttribute("aria-label"))!)![1]);

test("an image is zoomed with the wheel, the keys and the buttons, moved by dragging, and fitted again", async ({
  view,
  ownerPage,
}) => {
  const item = await view.openItem("image-1.jpg");
  await expect(item.getByRole("img", { name: "image-1.jpg" })).toBeVisible();
  const fitted = await zoomOf(item);
  const stage = item.getByTestId("stage");
  const box = (await stage.boundingBox())!;
  await ownerPage.mouse.move(box.x + box.width / 3, box.y + box.height / 3);
  await ownerPage.mouse.wheel(0, -600);
  await expect.poll(() => zoomOf(item)).toBeGreaterThan(fitted * 1.5);
  const picture = item.getByRole("img", { name: "image-1.jpg" });
  const before = (await picture.boundingBox())!;
  await ownerPage.mouse.down();
  await ownerPage.mouse.move(box.x + box.width / 3 + 60, box.y + box.height / 3 + 40, { steps: 3 });
  await ownerPage.mouse.up();
  await expect.poll(async () => (await picture.boundingBox())!.x).toBeGreaterThan(before.x + 30);
  await stage.focus();
  await ownerPage.keyboard.press("0");
  await expect.poll(() => zoomOf(item)).toBe(fitted);
  await item.getByRole("button", { name: "Zoom in" }).click();
  await expect.poll(() => zoomOf(item)).toBeGreaterThan(fitted);
  await item.getByRole("button", { name: "Fit to the window" }).click();
  await expect.poll(() => zoomOf(item)).toBe(fitted);
});

test("boxes are drawn, labelled, moved, resized, deleted and saved @slow", async ({
  view,
  ownerPage,
  api,
  dataset,
}) => {
  const item = await view.openItem("image-1.jpg");
  await item.getByRole("button", { name: "Edit objects" }).click();
  const stage = (await item.getByTestId("stage").boundingBox())!;
  const at = (x: number, y: number) => [stage.x + stage.width * x, stage.y + stage.height * y] as const;
  const drag = async (from: readonly [number, number], to: readonly [number, number]) => {
    await ownerPage.mouse.move(...from);
    await ownerPage.mouse.down();
    await ownerPage.mouse.move(...to, { steps: 4 });
    await ownerPage.mouse.up();
  };
  await drag(at(0.3, 0.3), at(0.5, 0.6));
  await item.getByRole("combobox", { name: "Label of object 1" }).fill("boat");
  await ownerPage.keyboard.press("Escape");
  await ownerPage.keyboard.press("b");
  await drag(at(0.6, 0.4), at(0.7, 0.5));
  await item.getByRole("combobox", { name: "Label of object 2" }).fill("moon");
  await item.getByRole("button", { name: "Save objects" }).click();
  await expect(item.getByRole("button", { name: "Edit objects" })).toBeVisible();
  const [first] = await api.items(dataset.id);
  interface Box {
    label: string;
    col_x: number;
    row_y: number;
    width: number;
    height: number;
  }
  const boxes = async () =>
    (await api.json<{ objects: Box[] }>("get", `/dataset/${dataset.id}/items/${first!.media_id}`)).objects;
  const drawn = await boxes();
  expect(drawn.map((box) => box.label)).toEqual(["boat", "moon"]);

  await item.getByRole("button", { name: "Edit objects" }).click();
  // Moved by dragging its middle, then by keys; resized at its lower right corner.
  await drag(at(0.4, 0.45), at(0.44, 0.5));
  await ownerPage.keyboard.press("ArrowRight");
  await ownerPage.keyboard.press("Shift+ArrowDown");
  await drag(at(0.54, 0.65), at(0.58, 0.7));
  await item.getByRole("combobox", { name: "Label of object 2" }).fill("lamp");
  await item.getByRole("button", { name: "Save objects" }).click();
  await expect(item.getByRole("button", { name: "Edit objects" })).toBeVisible();
  const moved = await boxes();
  expect(moved.map((box) => box.label)).toEqual(["boat", "lamp"]);
  expect(moved[0]!.col_x).toBeGreaterThan(drawn[0]!.col_x + 10);
  expect(moved[0]!.row_y).toBeGreaterThan(drawn[0]!.row_y + 10);
  expect(moved[1]!.col_x).toBe(drawn[1]!.col_x);

  await item.getByRole("button", { name: "Edit objects" }).click();
  await item.getByRole("button", { name: "Delete object 1" }).click();
  await item.getByRole("button", { name: "Cancel" }).click();
  expect(await boxes()).toHaveLength(2);
  await item.getByRole("button", { name: "Edit objects" }).click();
  await item.getByRole("button", { name: "Delete object 1" }).click();
  await item.getByRole("button", { name: "Save objects" }).click();
  await expect.poll(boxes).toHaveLength(1);
});

test("a polygon is drawn, labelled and saved; a point of it is moved, taken back and moved again, and all of it is there later", async ({
  view,
  ownerPage,
  api,
  dataset,
}) => {
  const [first] = await api.items(dataset.id);
  interface Drawn {
    object_id: string;
    label: string;
    type: string;
    polygon: number[][][];
    source: unknown;
  }
  const drawn = async () =>
    (await api.json<{ objects: Drawn[] }>("get", `/dataset/${dataset.id}/items/${first!.media_id}`)).objects;
  const item = await view.openItem("image-1.jpg");
  await item.getByRole("button", { name: "Edit objects" }).click();
  await ownerPage.keyboard.press("p");
  await expect(item.getByRole("button", { name: "Polygon" })).toHaveAttribute("aria-pressed", "true");
  const picture = (await item.getByRole("img", { name: "image-1.jpg" }).boundingBox())!;
  const at = (x: number, y: number) => [picture.x + picture.width * x, picture.y + picture.height * y] as const;
  for (const [x, y] of [
    [0.3, 0.3],
    [0.6, 0.35],
    [0.5, 0.7],
  ] as const)
    await ownerPage.mouse.click(...at(x, y));
  await expect(item.getByRole("status").filter({ hasText: "3 points" })).toBeVisible();
  await ownerPage.keyboard.press("Enter");
  await expect(item.getByRole("combobox", { name: "Label of object 1" })).toBeFocused();
  await ownerPage.keyboard.type("kite");
  await item.getByRole("button", { name: "Save objects" }).click();
  await expect(item.getByRole("button", { name: "Edit objects" })).toBeVisible();
  const [kite] = await drawn();
  expect(kite).toMatchObject({ label: "kite", type: "polygon", source: { kind: "person" } });
  expect(kite!.polygon[0]![0]).toHaveLength(6);

  await item.getByRole("button", { name: "Edit objects" }).click();
  await item.getByRole("button", { name: /^Select object 1/ }).click();
  const move = async () => {
    await ownerPage.mouse.move(...at(0.6, 0.35));
    await ownerPage.mouse.down();
    await ownerPage.mouse.move(...at(0.7, 0.3), { steps: 4 });
    await ownerPage.mouse.up();
    await expect(item.getByText("Unsaved", { exact: true })).toBeVisible();
  };
  await move();
  await ownerPage.keyboard.press("Control+z");
  await expect(item.getByText("Unsaved", { exact: true })).toHaveCount(0);
  await move();
  await item.getByRole("button", { name: "Save objects" }).click();
  await expect(item.getByRole("button", { name: "Edit objects" })).toBeVisible();
  const [moved] = await drawn();
  const [before, after] = [kite!.polygon[0]![0]!, moved!.polygon[0]![0]!];
  expect(moved!.object_id).toBe(kite!.object_id);
  // The others are what they were, digit for digit.
  expect([after[0], after[1], after[4], after[5]]).toEqual([before[0], before[1], before[4], before[5]]);
  expect(after[2]).toBeGreaterThan(before[2]!);

  await ownerPage.reload();
  await expect(item.getByRole("list", { name: "Objects" })).toContainText("kite");
  expect(await drawn()).toEqual([moved]);
});

test("caption, tags and labels are edited; another's change in between is never overwritten unseen @slow", async ({
  view,
  ownerPage,
  api,
  dataset,
}) => {
  const [first] = await api.items(dataset.id);
  const path = `/dataset/${dataset.id}/items/${first!.media_id}`;
  const caption = async () => (await api.json<{ caption: string | null }>("get", path)).caption;
  const item = await view.openItem("image-1.jpg");
  await item.getByRole("button", { name: "Edit caption" }).click();
  await item.getByRole("textbox", { name: "Caption" }).fill("Boats at dusk");
  await item.getByRole("button", { name: "Save", exact: true }).click();
  await expect(item.getByRole("button", { name: "Edit caption" })).toBeVisible();
  expect(await caption()).toBe("Boats at dusk");
  await view.toast("Saved").getByRole("button", { name: "Undo" }).click();
  await expect.poll(caption).toBeNull();
  await view.toast("Undone: 1 item").getByRole("button", { name: "Redo" }).click();
  await expect.poll(caption).toBe("Boats at dusk");
  await expect(item).toContainText("Boats at dusk");

  await item.getByRole("combobox", { name: "Add a tag" }).fill("evening");
  await ownerPage.keyboard.press("Enter");
  await item.getByRole("button", { name: "Remove tag evening" }).click();
  await expect(item.getByRole("button", { name: "Remove tag evening" })).toBeHidden();
  await item.getByRole("combobox", { name: "Add a label" }).fill("boat");
  await ownerPage.keyboard.press("Enter");
  await expect(item.getByRole("button", { name: "Remove label boat" })).toBeVisible();

  await item.getByRole("button", { name: "Edit caption" }).click();
  await item.getByRole("textbox", { name: "Caption" }).fill("Mine");
  await api.json("patch", path, { caption: "Theirs" });
  await item.getByRole("button", { name: "Save", exact: true }).click();
  await expect(item.getByRole("alert")).toContainText("Someone changed this item since you opened it");
  expect(await caption()).toBe("Theirs");
  await item.getByRole("button", { name: "Save mine instead" }).click();
  await expect(item.getByRole("alert")).toBeHidden();
  expect(await caption()).toBe("Mine");

  await item.getByRole("button", { name: "Edit caption" }).click();
  await item.getByRole("textbox", { name: "Caption" }).fill("Never mind");
  await api.json("patch", path, { caption: "Theirs again" });
  await item.getByRole("button", { name: "Save", exact: true }).click();
  await item.getByRole("button", { name: "Keep theirs" }).click();
  await expect(item).toContainText("Theirs again");
  expect(await caption()).toBe("Theirs again");
});

test("arrow keys stay inside the filter; history, EXIF and similar items are told @slow", async ({
  view,
  ownerPage,
  api,
  dataset,
}) => {
  const photo = await sharp(await drawnImage(7))
    .withExif({ IFD0: { Make: "Canon", Model: "EOS R5" } })
    .jpeg()
    .toBuffer();
  await api.addMedia(dataset.id, [{ name: "camera.jpg", type: "image/jpeg", bytes: Uint8Array.from(photo) }]);
  const items = await api.items(dataset.id);
  const camera = items.find((item) => item.file_name === "camera.jpg");
  await api.tag(dataset.id, [items[1]!.media_id, items[4]!.media_id], "night");
  await api.createSnapshot(dataset.id, "Tagged");
  await api.json("patch", `/dataset/${dataset.id}/items/${items[1]!.media_id}`, { caption: "A view" });
  await view.searchFor("tag:night", 2);
  await view.openItem("image-2.jpg");
  await expect(ownerPage.getByText("1 of 2", { exact: true })).toBeVisible();
  await ownerPage.keyboard.press("ArrowRight");
  const second = ownerPage.getByRole("dialog", { name: "image-5.jpg" });
  await expect(second).toBeVisible();
  await expect(second.getByRole("button", { name: "Next item" })).toBeDisabled();
  // Stepping from item to item is one step back.
  await ownerPage.goBack();
  await expect(second).toBeHidden();
  await view.openItem("image-5.jpg");
  await ownerPage.keyboard.press("k");
  const item = ownerPage.getByRole("dialog", { name: "image-2.jpg" });
  await expect(item.getByRole("list", { name: "Similar items" }).getByRole("button")).toHaveCount(6);
  await item.getByText("History", { exact: true }).click();
  const history = item.getByRole("list", { name: "History" });
  await expect(history.getByRole("listitem").filter({ hasText: "Current data" })).toContainText("A view");
  await expect(history.getByRole("listitem").filter({ hasText: "Tagged" })).toContainText("+night");
  await expect(history).toContainText("Added to the dataset");
  await expect(history).toContainText("owner@");
  await item.getByText("EXIF", { exact: true }).click();
  await expect(item).toContainText("The file has none");
  await ownerPage.goto(`/datasets/${dataset.id}?item=${camera!.media_id}`);
  const withCamera = ownerPage.getByRole("dialog", { name: "camera.jpg" });
  await withCamera.getByText("EXIF", { exact: true }).click();
  await expect(withCamera).toContainText("EOS R5");
});

test("what is written and not saved stays with its item, however it is left; the tile has the focus then", async ({
  view,
  ownerPage,
  api,
  dataset,
}) => {
  const [first] = await api.items(dataset.id);
  const path = `/dataset/${dataset.id}/items/${first!.media_id}`;
  const item = await view.openItem("image-1.jpg");
  await item.getByRole("button", { name: "Edit caption" }).click();
  await item.getByRole("textbox", { name: "Caption" }).fill("Kept");
  await item.getByRole("button", { name: "Next item" }).click();
  const second = ownerPage.getByRole("dialog", { name: "image-2.jpg" });
  await expect(second.getByRole("button", { name: "1 unsaved change" })).toBeVisible();
  await second
    .getByRole("list", { name: "Items around it" })
    .getByRole("button", { name: "Go to image-4.jpg" })
    .click();
  await expect(ownerPage.getByRole("dialog", { name: "image-4.jpg" })).toBeVisible();
  await ownerPage.getByRole("button", { name: "Close" }).click();
  await expect(view.tile("image-4.jpg")).toBeFocused();

  // Also over another page of the product.
  await ownerPage.getByRole("link", { name: "Datasets" }).click();
  await ownerPage.waitForURL(/\/datasets$/);
  await ownerPage.goBack();
  await ownerPage.getByRole("button", { name: "1 unsaved change" }).click();
  await expect(item.getByRole("textbox", { name: "Caption" })).toHaveValue("Kept");
  await api.json("patch", path, { caption: "Theirs" });
  await item.getByRole("button", { name: "Save", exact: true }).click();
  const conflict = item.getByRole("alert");
  await expect(conflict).toContainText("Theirs");
  await expect(conflict).toContainText("Kept");
  await conflict.getByRole("button", { name: "Save mine instead" }).click();
  await expect(item.getByRole("button", { name: "Edit caption" })).toBeVisible();
  expect((await api.json<{ caption: string }>("get", path)).caption).toBe("Kept");

  await item.getByRole("button", { name: "Edit caption" }).click();
  await item.getByRole("textbox", { name: "Caption" }).fill("Gone with the page");
  const asked = ownerPage.waitForEvent("dialog");
  const reloaded = ownerPage.reload();
  const question = await asked;
  expect(question.type()).toBe("beforeunload");
  await question.accept();
  await reloaded;
  await expect(item.getByRole("button", { name: "Edit caption" })).toBeVisible();
});
