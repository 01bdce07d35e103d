import { expect, test } from "../fixtures";

test("an editor changes a snapshot's name and description", async ({ api, dataset, editorPage }) => {
  const { DatasetView } = await import("../pages/dataset-view");
  await api.createSnapshot(dataset.id, "Typo");
  const view = new DatasetView(editorPage);
  await view.open(dataset.id);
  const catalog = await view.openCatalog();
  await catalog.choose("Typo", "Edit");
  const dialog = catalog.dialog("Update Snapshot");
  await expect(dialog.getByRole("textbox", { name: "Name" })).toHaveValue("Typo");
  await dialog.getByRole("textbox", { name: "Name" }).fill("Baseline");
  await dialog.getByRole("textbox", { name: "Description" }).fill("Before the second delivery");
  await dialog.getByRole("button", { name: "Update" }).click();
  await expect(view.toast("Snapshot updated")).toBeVisible();
  await expect(catalog.entry("Baseline")).toContainText("Before the second delivery");
  await expect(catalog.entry("Typo")).toHaveCount(0);
});
