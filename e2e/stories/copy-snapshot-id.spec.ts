import { expect, test } from "../fixtures";

test("a snapshot's id is copied to the clipboard", async ({ screen, api, dataset, ownerPage }) => {
  const { snapshot_id } = await api.createSnapshot(dataset.id, "Reference");
  const catalog = await screen.openCatalog();
  await catalog.choose("Reference", "Copy Snapshot ID");
  await expect(screen.toast("Snapshot ID copied")).toBeVisible();
  expect(await ownerPage.evaluate(() => navigator.clipboard.readText())).toBe(snapshot_id);
});
