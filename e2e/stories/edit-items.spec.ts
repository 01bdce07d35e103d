import { expect, test } from "../fixtures";

test("items are selected with click, Shift and Ctrl, tagged, labelled, untagged and deleted", async ({ screen, ownerPage, api, dataset }) => {
  await screen.tile("image-2.jpg").click();
  await screen.tile("image-4.jpg").click({ modifiers: ["Shift"] });
  await expect(screen.selection).toContainText("3 items selected");
  await screen.tile("image-3.jpg").click({ modifiers: ["ControlOrMeta"] });
  await expect(screen.selection).toContainText("2 items selected");
  await screen.apply("Tag", "keep");
  await expect(screen.toast("2 items tagged")).toBeVisible();
  await screen.apply("Label", "bird");
  await expect(ownerPage.getByRole("button", { name: "bird 2" })).toBeVisible();
  await ownerPage.getByRole("button", { name: "keep 2" }).click();
  await expect(ownerPage.getByText("2 items", { exact: true })).toBeVisible();
  expect(await screen.tileNames()).toEqual(["image-2.jpg", "image-4.jpg"]);
  await ownerPage.getByRole("button", { name: "keep 2" }).click();
  await screen.select("image-2.jpg");
  await screen.apply("Untag", "keep");
  expect((await api.items(dataset.id)).map((item) => item.tags.length)).toEqual([0, 0, 0, 1, 0, 0]);

  await screen.selection.getByRole("button", { name: "Select all" }).click();
  await expect(screen.selection).toContainText("6 items selected");
  await screen.deleteSelected();
  await expect(ownerPage.getByText("No items", { exact: true })).toBeVisible();
  expect(await api.items(dataset.id)).toHaveLength(0);
});

test("changes of one person appear for another", async ({ screen, api, dataset, viewerPage }) => {
  const { DatasetScreen } = await import("../pages/dataset-screen");
  const other = new DatasetScreen(viewerPage);
  await other.open(dataset.id);
  await expect(other.tile("image-1.jpg")).toBeVisible();
  await api.tag(dataset.id, [(await api.items(dataset.id))[0]!.media_id], "seen by all");
  await expect(viewerPage.getByRole("button", { name: "seen by all 1" })).toBeVisible();
  await expect(screen.page.getByRole("button", { name: "seen by all 1" })).toBeVisible();
});
