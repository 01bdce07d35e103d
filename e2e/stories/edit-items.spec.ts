import { expect, test } from "../fixtures";

test("items are selected with click, Shift and Ctrl, tagged, labelled, untagged and deleted @slow", async ({
  view,
  ownerPage,
  api,
  dataset,
}) => {
  await view.tile("image-2.jpg").click();
  await view.tile("image-4.jpg").click({ modifiers: ["Shift"] });
  await expect(view.selection).toContainText("3 items selected");
  await view.tile("image-3.jpg").click({ modifiers: ["ControlOrMeta"] });
  await expect(view.selection).toContainText("2 items selected");
  await view.apply("Tag", "keep");
  await expect(view.toast("2 items tagged")).toBeVisible();
  await view.apply("Label", "bird");
  await expect(ownerPage.getByRole("button", { name: "bird 2" })).toBeVisible();
  await ownerPage.getByRole("button", { name: "keep 2" }).click();
  await expect(ownerPage.getByText("2 items", { exact: true })).toBeVisible();
  expect(await view.tileNames()).toEqual(["image-2.jpg", "image-4.jpg"]);
  await ownerPage.getByRole("button", { name: "keep 2" }).click();
  await view.select("image-2.jpg");
  await view.apply("Untag", "keep");
  await expect(view.toast("1 item untagged")).toBeVisible();
  expect((await api.items(dataset.id)).map((item) => item.tags.length)).toEqual([0, 0, 0, 1, 0, 0]);

  await view.selection.getByRole("button", { name: "Select all" }).click();
  await expect(view.selection).toContainText("6 items selected");
  await view.deleteSelected();
  await expect(ownerPage.getByText("No items", { exact: true })).toBeVisible();
  expect(await api.items(dataset.id)).toHaveLength(0);
});

test("changes of one person appear for another", async ({ view, api, dataset, viewerPage }) => {
  const { DatasetView } = await import("../pages/dataset-view");
  const other = new DatasetView(viewerPage);
  await other.open(dataset.id);
  await expect(other.tile("image-1.jpg")).toBeVisible();
  await api.tag(dataset.id, [(await api.items(dataset.id))[0]!.media_id], "seen by all");
  await expect(viewerPage.getByRole("button", { name: "seen by all 1" })).toBeVisible();
  await expect(view.page.getByRole("button", { name: "seen by all 1" })).toBeVisible();
});
