import { expect, test } from "../fixtures";
import { DatasetView } from "../pages/dataset-view";

test("a clone is a dataset of its own, independent both ways @slow", async ({ view, dataset, api, ownerPage }) => {
  await api.createSnapshot(dataset.id, "Baseline");
  const catalog = await view.openCatalog();
  await catalog.choose("Baseline", "Clone");
  await expect(catalog.dialog("Clone Snapshot")).toContainText(`${dataset.name} (cloned)`);
  await catalog.dialog("Clone Snapshot").getByRole("button", { name: "Yes" }).click();
  await view.told("Snapshot cloned");
  await view.page.getByRole("button", { name: "Open", exact: true }).click();
  await expect(ownerPage.getByRole("heading", { name: `${dataset.name} (cloned)` })).toBeVisible();
  const cloneId = new URL(ownerPage.url()).pathname.split("/").at(-1)!;

  const clone = new DatasetView(ownerPage);
  const clonesCatalog = await clone.openCatalog();
  await expect(clonesCatalog.entries()).toHaveCount(1);
  await expect(clonesCatalog.entries().first()).toContainText("Clone");
  await clonesCatalog.close();
  await clone.select("image-1.jpg", "image-2.jpg");
  await clone.deleteSelected();
  await expect(ownerPage.getByText("4 images", { exact: true })).toBeVisible();
  expect(await api.items(dataset.id)).toHaveLength(6);

  await api.tag(
    dataset.id,
    (await api.items(dataset.id)).map((item) => item.media_id),
    "source only",
  );
  expect((await api.items(cloneId)).flatMap((item) => item.tags)).toEqual([]);

  await ownerPage.goto("/datasets");
  await expect(ownerPage.getByRole("link", { name: `${dataset.name} (cloned)` })).toBeVisible();
  await api.json("delete", `/dataset/${cloneId}`);
});
