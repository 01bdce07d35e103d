import { expect, test } from "../fixtures";

test("restoring goes backward and then forward, and brings back exactly what was there @slow", async ({ view }) => {
  await view.select("image-1.jpg", "image-2.jpg");
  await view.apply("Tag", "night");
  const catalog = await view.openCatalog();
  await catalog.create("Tagged");
  await expect(catalog.entry("Tagged")).toContainText("Current Version");
  await catalog.close();

  await view.page.getByRole("button", { name: "Clear selection" }).click();
  await view.select("image-3.jpg");
  await view.deleteSelected();
  await view.select("image-1.jpg");
  await view.apply("Untag", "night");
  await expect(view.page.getByText("5 images", { exact: true })).toBeVisible();
  await view.openCatalog();
  await expect(catalog.entry("Tagged")).toContainText("2 changes since");
  await expect(catalog.entry("Tagged")).toContainText("Tags changed on 1 item; 1 item removed");
  await catalog.create("Cleaned");
  await expect(catalog.entry("Cleaned")).toContainText("Current Version");

  await catalog.choose("Tagged", "Restore");
  await expect(catalog.dialog("Restore Snapshot")).toContainText(
    "1 item will come back; 1 item will get its earlier tags",
  );
  await catalog.dialog("Restore Snapshot").getByRole("button", { name: "Yes" }).click();
  await catalog.becomesCurrent(catalog.entry("Tagged"));
  await view.told("Snapshot restored");
  await catalog.close();
  expect(await view.tileNames()).toEqual([1, 2, 3, 4, 5, 6].map((number) => `image-${number}.jpg`));
  await expect(view.page.getByRole("button", { name: "night 2" })).toBeVisible();

  await view.openCatalog();
  await catalog.restore("Cleaned");
  await catalog.close();
  await expect(view.tile("image-3.jpg")).toHaveCount(0);
  await expect(view.page.getByRole("button", { name: "night 1" })).toBeVisible();
});

test("a restore saves unsaved edits first, and Undo puts everything back @slow", async ({ view, api, dataset }) => {
  const items = await api.items(dataset.id);
  await api.createSnapshot(dataset.id, "Clean");
  await api.tag(dataset.id, [items[0]!.media_id], "first");
  await api.createSnapshot(dataset.id, "First tag");
  await api.tag(dataset.id, [items[1]!.media_id], "unsaved");
  const catalog = await view.openCatalog();
  await expect(catalog.entry("First tag")).toContainText("1 change since");
  await catalog.restore("Clean");
  await expect(catalog.entry("Before restoring Clean")).toContainText("Saved before a restore");
  await view.page.getByRole("button", { name: "Undo" }).click();
  await view.told("Restore undone");
  await expect(catalog.entry("First tag")).toContainText("Current Version");
  await expect(catalog.entry("First tag")).toContainText("1 change since");
  expect((await api.items(dataset.id)).map((item) => item.tags)).toEqual([["first"], ["unsaved"], [], [], [], []]);
});

test("changes since the Current Version can be discarded", async ({ view, api, dataset }) => {
  await api.createSnapshot(dataset.id, "Kept");
  await api.tag(dataset.id, [(await api.items(dataset.id))[0]!.media_id], "oops");
  const catalog = await view.openCatalog();
  const menu = await catalog.openMenu("Kept");
  await expect(menu.getByRole("menuitem")).toHaveText([
    "Edit",
    "Clone",
    "Copy Snapshot ID",
    "Discard changes",
    "Browse",
    "Compare",
    "Export",
    "Pin",
  ]);
  await menu.getByRole("menuitem", { name: "Discard changes" }).click();
  await catalog.dialog("Discard changes").getByRole("button", { name: "Yes" }).click();
  await view.told("Snapshot restored");
  expect((await api.items(dataset.id))[0]!.tags).toEqual([]);
});

test("the header says what changed since the Current Version, and discards it", async ({ view, api, dataset }) => {
  await api.createSnapshot(dataset.id, "Kept");
  const items = await api.items(dataset.id);
  const version = view.version;
  await expect(version).toContainText("Now · Kept");
  await api.tag(
    dataset.id,
    items.slice(0, 2).map((item) => item.media_id),
    "oops",
  );
  await expect(version).toContainText("Now · 2 changes since Kept");
  await version.click();
  const about = view.page.getByRole("dialog", { name: "Selected Version" });
  await expect(about).toContainText("Tags changed on 2 items");
  await about.getByRole("button", { name: "Discard changes" }).click();
  const dialog = view.catalog.dialog("Discard changes");
  await expect(dialog).toContainText("2 items will get their earlier tags.");
  await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
  await dialog.getByRole("button", { name: "Yes" }).click();
  await view.told("Snapshot restored");
  await expect(version).toContainText("Now · Kept");
  expect((await api.items(dataset.id)).flatMap((item) => item.tags)).toEqual([]);
});
