import { expect, test } from "../fixtures";

test("two versions are compared: in numbers, by value, item by item, and out as a file @slow", async ({
  view,
  api,
  dataset,
}) => {
  const { page } = view;
  const items = await api.items(dataset.id);
  const ids = (...at: number[]) => at.map((index) => items[index]!.media_id);
  await api.createSnapshot(dataset.id, "Before the night");
  await api.tag(dataset.id, ids(0, 1), "night");
  await api.json("patch", `/dataset/${dataset.id}/items/${ids(0)[0]}`, { caption: "A calm sea" });
  await api.json("delete", `/dataset/${dataset.id}/items`, { item_ids: ids(2) });

  // From the version that one stands on.
  await page.getByRole("combobox", { name: "Selected Version" }).click();
  await page.getByRole("link", { name: "See changes" }).click();
  await expect(page.getByRole("heading", { name: "Changes since Before the night" })).toBeVisible();
  const chips = page.getByRole("group", { name: "What changed" });
  await expect(chips.getByRole("button", { name: "All changes 3" })).toBeVisible();
  await expect(chips.getByRole("button", { name: "Tags 2" })).toBeVisible();
  const list = page.getByRole("list", { name: "Items that differ" });
  await expect(list.getByRole("button", { name: "image-3.jpg" })).toContainText("Removed");

  await chips.getByRole("button", { name: "Tags 2" }).click();
  await expect(list.getByRole("button")).toHaveCount(2);
  await page.getByRole("region", { name: "Tags" }).getByRole("button", { name: "night: +2, from 0 to 2" }).click();
  await expect(list.getByRole("button")).toHaveCount(2);

  await list.getByRole("button", { name: "image-1.jpg" }).click();
  const item = page.getByRole("dialog", { name: "image-1.jpg" });
  await expect(item.getByRole("complementary", { name: "Changes of this item" })).toContainText("+night");
  await expect(item.getByRole("complementary", { name: "Changes of this item" })).toContainText("A calm sea");
  await item.getByRole("radio", { name: "Swipe" }).check();
  await expect(item.getByRole("slider", { name: "Where the earlier one ends" })).toBeVisible();
  // Arrow keys on the choice change that; anywhere else they lead on.
  await item.getByRole("button", { name: "Next change" }).click();
  await expect(page.getByRole("dialog", { name: "image-2.jpg" })).toContainText("2 of 2");
  await page.keyboard.press("ArrowLeft");
  await expect(item).toContainText("1 of 2");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("dialog", { name: "image-2.jpg" })).toBeVisible();

  // The address is all of it: whoever is sent it sees the same.
  await page.reload();
  await expect(page.getByRole("dialog", { name: "image-2.jpg" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("2 of 3 seen")).toBeVisible();

  // Somebody goes on meanwhile.
  await api.tag(dataset.id, ids(4), "night");
  await expect(chips.getByRole("button", { name: "Tags 3" })).toBeVisible();
  await expect(list.getByRole("button", { name: "image-5.jpg" })).toBeVisible();

  await page.getByRole("button", { name: "Export" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "Listed changes as CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("comparison.csv");
});

test("a viewer compares what they look at, from the catalog and from an old version", async ({
  viewerPage,
  api,
  dataset,
}) => {
  await api.createSnapshot(dataset.id, "Kept");
  await api.tag(dataset.id, [(await api.items(dataset.id))[0]!.media_id], "seen");
  await api.createSnapshot(dataset.id, "Tagged");
  await viewerPage.goto(`/datasets/${dataset.id}?panel=snapshots`);
  await viewerPage.getByRole("button", { name: "Actions for Kept" }).click();
  await viewerPage.getByRole("menuitem", { name: "Compare" }).click();
  await expect(viewerPage.getByRole("heading", { name: "Changes since Kept" })).toBeVisible();
  await expect(viewerPage.getByRole("button", { name: "Tags 1" })).toBeVisible();
  const { snapshot_id } = (
    await api.json<{ snapshot_id: string; snapshot_name: string }[]>("get", `/dataset/${dataset.id}/snapshot`)
  ).find(({ snapshot_name }) => snapshot_name === "Kept")!;
  await viewerPage.goto(`/datasets/${dataset.id}?snapshot=${snapshot_id}`);
  await viewerPage.getByRole("link", { name: "Compare with current" }).click();
  await expect(viewerPage.getByRole("button", { name: "All changes 1" })).toBeVisible();
  await viewerPage.getByRole("button", { name: "Swap the versions" }).click();
  await expect(viewerPage.getByRole("heading", { name: "Changes from Now to Kept" })).toBeVisible();
});
