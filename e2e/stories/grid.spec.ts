import { expect, manyImages, recordVideo, test } from "../fixtures";
import { DatasetView } from "../pages/dataset-view";

const tileWidth = async (view: DatasetView) => (await view.tile("image-1.jpg").boundingBox())!.width;

test("tiles change their size with the slider, and keep it on this machine", async ({ view, ownerPage }) => {
  await expect(view.tile("image-1.jpg")).toBeVisible();
  const before = await tileWidth(view);
  const slider = ownerPage.getByRole("slider", { name: "Size of the tiles" });
  await slider.focus();
  await slider.press("End");
  await expect.poll(() => tileWidth(view)).toBeGreaterThan(before * 1.5);
  const large = await tileWidth(view);
  await ownerPage.reload();
  await expect.poll(() => tileWidth(view)).toBe(large);
  await slider.press("Home");
  await expect.poll(() => tileWidth(view)).toBeLessThan(before);
});

test("tiles are compact, usual or large, have objects drawn on them, and rows of their pictures' proportions", async ({
  view,
  ownerPage,
  api,
  dataset,
}) => {
  const [first] = await api.items(dataset.id);
  await api.json("patch", `/dataset/${dataset.id}/items/${first!.media_id}`, {
    objects: [{ label: "boat", col_x: 10, row_y: 10, width: 50, height: 40 }],
  });
  await expect(view.tile("image-1.jpg")).toBeVisible();
  const before = await tileWidth(view);
  const menu = ownerPage.getByRole("button", { name: "Look of the tiles" });
  await menu.click();
  await ownerPage.getByRole("menuitemradio", { name: "Large" }).click();
  await ownerPage.getByRole("menuitemcheckbox", { name: "Show objects" }).click();
  await ownerPage.keyboard.press("Escape");
  await expect.poll(() => tileWidth(view)).toBeGreaterThan(before);
  await expect(view.tile("image-1.jpg").getByTestId("objects")).toBeVisible();
  await ownerPage.reload();
  await expect(view.tile("image-1.jpg").getByTestId("objects")).toBeVisible();
  await menu.click();
  await expect(ownerPage.getByRole("menuitemradio", { name: "Large" })).toBeChecked();
  await ownerPage.getByRole("menuitemcheckbox", { name: "Show objects" }).click();
  await ownerPage.getByRole("menuitemcheckbox", { name: "Justified rows" }).click();
  await expect(ownerPage.getByTestId("objects")).toHaveCount(0);
  await ownerPage.keyboard.press("Escape");
  expect(await view.tileNames()).toHaveLength(6);
});

test("the order is chosen, kept in the address, and a shuffle is the same for whoever opens its link", async ({
  view,
  ownerPage,
  viewerPage,
}) => {
  const sort = ownerPage.getByRole("combobox", { name: "Sort items" });
  await sort.selectOption("Name Z–A");
  await expect
    .poll(view.tileNames)
    .toEqual(["image-6.jpg", "image-5.jpg", "image-4.jpg", "image-3.jpg", "image-2.jpg", "image-1.jpg"]);
  await expect(ownerPage).toHaveURL(/sort=-name/);
  for (const order of ["Newest first", "Largest files", "Most unique", "Taken first"]) {
    await sort.selectOption(order);
    await expect(view.tile("image-1.jpg")).toBeVisible();
    expect((await view.tileNames()).sort()).toEqual([1, 2, 3, 4, 5, 6].map((number) => `image-${number}.jpg`));
  }
  await sort.selectOption("Shuffled");
  await expect(ownerPage).toHaveURL(/seed=\d+/);
  await expect(ownerPage.getByRole("list", { name: "Items" })).toHaveAttribute("aria-busy", "false");
  const shuffled = await view.tileNames();
  await viewerPage.goto(ownerPage.url());
  const other = new DatasetView(viewerPage);
  await expect(other.tile("image-1.jpg")).toBeVisible();
  expect(await other.tileNames()).toEqual(shuffled);
  await ownerPage.goBack();
  await expect(sort).toHaveValue("date_taken");
});

test("the scrubber jumps anywhere and says where; the keyboard works it too", async ({ view, ownerPage }) => {
  await ownerPage.setViewportSize({ width: 900, height: 620 });
  await ownerPage.getByRole("slider", { name: "Size of the tiles" }).press("End");
  await expect(view.tile("image-6.jpg")).not.toBeInViewport();
  await expect(view.scrubber).toHaveAttribute("aria-valuetext", "Item 1 of 6");
  await view.scrubber.press("End");
  await expect(view.tile("image-6.jpg")).toBeInViewport();
  await expect(view.scrubber).not.toHaveAttribute("aria-valuenow", "1");
  await view.scrubber.press("Home");
  await expect(view.tile("image-1.jpg")).toBeInViewport();
  const box = (await view.scrubber.boundingBox())!;
  await ownerPage.mouse.move(box.x + 8, box.y + 10);
  await ownerPage.mouse.down();
  await ownerPage.mouse.move(box.x + 8, box.y + box.height - 4, { steps: 5 });
  await expect(view.scrubber.getByText("of 6")).toBeVisible();
  await ownerPage.mouse.up();
  await expect(view.tile("image-6.jpg")).toBeInViewport();
});

test("clusters are stacks that open in place, and can be selected whole", async ({ view, ownerPage }) => {
  await ownerPage.getByRole("button", { name: "Group by cluster" }).click();
  await expect(ownerPage).toHaveURL(/group=cluster/);
  const stacks = ownerPage.getByRole("button", { name: /^(Cluster \d+|In no cluster), \d+ items?$/ });
  await expect(stacks.first()).toBeVisible();
  const counts = (
    await stacks.evaluateAll((all) =>
      all.map((stack) => Number(/, (\d+) /.exec(stack.getAttribute("aria-label")!)![1])),
    )
  ).reduce((sum, count) => sum + count, 0);
  expect(counts).toBe(6);
  const first = stacks.first();
  const size = Number(/, (\d+) /.exec((await first.getAttribute("aria-label"))!)![1]);
  await first.click();
  await expect(first).toHaveAttribute("aria-expanded", "true");
  await expect.poll(async () => (await view.tileNames()).length).toBe(size);
  await first.click({ modifiers: ["ControlOrMeta"] });
  await expect(view.selection).toContainText(`${size} ${size === 1 ? "item" : "items"} selected`);
  await first.click();
  await expect.poll(async () => (await view.tileNames()).length).toBe(0);
  await ownerPage.getByRole("button", { name: "Group by cluster" }).click();
  await expect.poll(async () => (await view.tileNames()).length).toBe(6);
});

test("a video plays while the pointer rests on it, and stops when it leaves", async ({
  view,
  ownerPage,
  api,
  dataset,
}) => {
  await api.addMedia(dataset.id, [
    { name: "clip.webm", type: "video/webm", bytes: Uint8Array.from(await recordVideo(ownerPage)) },
  ]);
  const tile = view.tile("clip.webm");
  await expect(tile).toBeVisible();
  await tile.hover();
  await expect(tile.locator("video")).toHaveJSProperty("paused", false);
  await view.search.hover();
  await expect(tile.locator("video")).toHaveCount(0);
  await view.searchFor("kind:video", 1);
});

test("scrolling through hundreds of items keeps what is in sight loaded, in order and in place", async ({
  view,
  ownerPage,
  api,
  dataset,
}) => {
  // More than two pages of the grid.
  await api.addMedia(dataset.id, await manyImages(100, 260));
  await view.expectCount(266);
  // The connection is gone for a moment: what is missing comes by itself when it is back.
  await ownerPage.context().setOffline(true);
  await view.scrubber.press("End");
  await expect(view.scrubber).toHaveAttribute("aria-valuetext", /^Item (1[5-9]\d|2\d\d) of 266$/);
  await expect(view.tile("image-359.jpg")).toHaveCount(0);
  await ownerPage.context().setOffline(false);
  await expect(view.tile("image-359.jpg")).toBeInViewport();
  await view.scrubber.press("Home");
  await view.tile("image-1.jpg").click();
  await view.scrubber.press("End");
  await view.tile("image-359.jpg").click({ modifiers: ["Shift"] });
  // Everything between was never loaded.
  await expect(view.selection).toContainText("266 items selected");
  await ownerPage.keyboard.press("Escape");
  await expect(view.selection).toBeHidden();
});
