import { expect, test } from "../fixtures";

test("a snapshot's id is copied to the clipboard", async ({ view, api, dataset, ownerPage }) => {
  const { snapshot_id } = await api.createSnapshot(dataset.id, "Reference");
  const catalog = await view.openCatalog();
  await catalog.choose("Reference", "Copy Snapshot ID");
  await expect(view.toast("Snapshot ID copied")).toBeVisible();
  expect(await ownerPage.evaluate(() => navigator.clipboard.readText())).toBe(snapshot_id);
});
