import { expect, test } from "../fixtures";

test("a part of a snapshot is restored: what was deleted, or the tags of some items", async ({
  view,
  api,
  dataset,
}) => {
  const items = await api.items(dataset.id);
  await api.tag(dataset.id, [items[0]!.media_id], "then");
  const { snapshot_id } = await api.createSnapshot(dataset.id, "Then");
  await api.untag(dataset.id, [items[0]!.media_id], "then");
  await api.tag(
    dataset.id,
    items.map(({ media_id }) => media_id),
    "since",
  );
  await api.json("delete", `/dataset/${dataset.id}/items`, { item_ids: [items[5]!.media_id] });
  await api.createSnapshot(dataset.id, "Later");
  const tags = async () => (await api.items(dataset.id)).map((item) => item.tags);

  const catalog = await view.openCatalog();
  await catalog.choose("Then", "Restore");
  const restore = catalog.dialog("Restore Snapshot");
  await restore.getByRole("radio", { name: "Only a part" }).click();
  await restore.getByRole("checkbox", { name: "Deleted items (1)" }).click();
  await restore.getByRole("button", { name: "Yes" }).click();
  await view.told("Part of the snapshot restored", "Restored deleted items of “Then” on 1 item");
  await expect(catalog.entry("Later")).toContainText("Current Version");
  await catalog.close();
  expect(await tags()).toEqual([["since"], ["since"], ["since"], ["since"], ["since"], []]);

  // The page of the snapshot: only what is selected there.
  await view.page.goto(`/datasets/${dataset.id}?snapshot=${snapshot_id}`);
  await view.select("image-1.jpg", "image-2.jpg");
  await view.selection.getByRole("button", { name: "More actions" }).click();
  await view.page.getByRole("menuitem", { name: "Restore only these items" }).click();
  const some = catalog.dialog("Restore Snapshot");
  await expect(some).toContainText("Only these 2 items");
  await some.getByRole("radio", { name: "Only a part" }).click();
  await some.getByRole("checkbox", { name: "Tags" }).click();
  await some.getByRole("button", { name: "Yes" }).click();
  await view.told("Part of the snapshot restored", "Restored tags of “Then” on 2 items");
  expect(await tags()).toEqual([["then"], [], ["since"], ["since"], ["since"], []]);
  await view.toast("Part of the snapshot restored").getByRole("button", { name: "Undo" }).click();
  await view.told("Restore undone");
  expect(await tags()).toEqual([["since"], ["since"], ["since"], ["since"], ["since"], []]);
});
