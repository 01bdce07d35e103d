import { expect, test } from "../fixtures";

test("an editor changes a snapshot's name and description", async ({ api, dataset, editorPage }) => {
  const { DatasetScreen } = await import("../pages/dataset-screen");
  await api.createSnapshot(dataset.id, "Typo");
  const screen = new DatasetScreen(editorPage);
  await screen.open(dataset.id);
  const catalog = await screen.openCatalog();
  await catalog.choose("Typo", "Edit");
  const dialog = catalog.dialog("Update Snapshot");
  await expect(dialog.getByRole("textbox", { name: "Name" })).toHaveValue("Typo");
  await dialog.getByRole("textbox", { name: "Name" }).fill("Baseline");
  await dialog.getByRole("textbox", { name: "Description" }).fill("Before the second delivery");
  await dialog.getByRole("button", { name: "Update" }).click();
  await expect(screen.toast("Snapshot updated")).toBeVisible();
  await expect(catalog.entry("Baseline")).toContainText("Before the second delivery");
  await expect(catalog.entry("Typo")).toHaveCount(0);
});
