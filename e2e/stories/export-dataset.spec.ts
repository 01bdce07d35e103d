import { readFile } from "node:fs/promises";
import { expect, test } from "../fixtures";
import { DatasetView } from "../pages/dataset-view";

test("a dataset is taken out as COCO, with its pictures; a Viewer may", async ({ dataset, api, viewerPage }) => {
  const [item] = await api.items(dataset.id);
  await api.json("patch", `/dataset/${dataset.id}/items/${item!.media_id}`, {
    objects: [{ label: "boat", col_x: 10, row_y: 10, width: 100, height: 80 }],
  });
  await api.tag(dataset.id, [item!.media_id], "night");
  const view = new DatasetView(viewerPage);
  await view.open(dataset.id);
  await (await view.openMore()).getByRole("menuitem", { name: "Export" }).click();
  const dialog = viewerPage.getByRole("dialog", { name: "Export" });
  await expect(dialog.getByRole("radio", { name: "JSON", exact: true })).toBeChecked();
  await dialog.getByRole("radio", { name: "COCO" }).check();
  await dialog.getByRole("checkbox", { name: "Include images and videos" }).check();
  await expect(dialog.getByText(/^6 items, /)).toBeVisible();
  await expect(dialog.getByRole("list", { name: "Not in the file" })).toContainText("1 tag:");
  await dialog.getByRole("button", { name: "Generate" }).click();
  const link = dialog.getByRole("link", { name: "Download" });
  await expect(link).toBeVisible({ timeout: 75_000 });
  const downloaded = viewerPage.waitForEvent("download");
  await link.click();
  const file = await downloaded;
  expect(file.suggestedFilename()).toMatch(/-coco\.zip$/);
  const bytes = await readFile(await file.path());
  // A zip that holds the annotations as they are, not packed.
  expect(bytes.readUInt32LE(0)).toBe(0x04034b50);
  expect(bytes.includes('"name":"boat"')).toBe(true);

  await viewerPage.goto(`/tasks?dataset_id=${dataset.id}`);
  await expect(viewerPage.getByRole("row").filter({ hasText: "Export" }).first()).toContainText("Completed");
});

test("a snapshot is taken out from the catalog without restoring it", async ({ view, api, dataset }) => {
  const [item] = await api.items(dataset.id);
  await api.tag(dataset.id, [item!.media_id], "then");
  const { snapshot_id } = await api.createSnapshot(dataset.id, "Kept");
  await api.untag(dataset.id, [item!.media_id], "then");
  const catalog = await view.openCatalog();
  await (await catalog.openMenu("Kept")).getByRole("menuitem", { name: "Export" }).click();
  const dialog = catalog.dialog("Export");
  await dialog.getByRole("button", { name: "Generate" }).click();
  const downloaded = view.page.waitForEvent("download", { timeout: 75_000 });
  await dialog.getByRole("link", { name: "Download" }).click({ timeout: 75_000 });
  const json = JSON.parse(await readFile(await (await downloaded).path(), "utf8")) as {
    info: { snapshot_id: string };
    media_items: { metadata_items: { type: string; properties: { tag_name?: string } }[] }[];
  };
  expect(json.info.snapshot_id).toBe(snapshot_id);
  expect(json.media_items[0]!.metadata_items).toContainEqual({ type: "user_tag", properties: { tag_name: "then" } });
  expect((await api.items(dataset.id))[0]!.tags).toEqual([]);
});
