import { expect, test } from "../fixtures";
import { DatasetView } from "../pages/dataset-view";

test("what a clone changed is merged back, with a choice where both changed the same, and undone", async ({
  view,
  api,
  dataset,
}) => {
  await api.createSnapshot(dataset.id, "Shared");
  const clone = await api.run(`/dataset/${dataset.id}/snapshot/current/clone`);
  const items = await api.items(dataset.id);
  const caption = (id: string, at: number, text: string) =>
    api.json("patch", `/dataset/${id}/items/${items[at]!.media_id}`, { caption: text });
  await api.tag(clone, [items[1]!.media_id], "from the clone");
  await api.tag(dataset.id, [items[2]!.media_id], "meanwhile");
  await caption(clone, 0, "Said in the clone");
  await caption(dataset.id, 0, "Said here");

  await view.open(clone);
  await (await view.openMore()).getByRole("menuitem", { name: "Merge back" }).click();
  const dialog = view.page.getByRole("dialog", { name: "Merge back" });
  await expect(dialog.getByRole("status")).toContainText("1 item will change");
  await expect(dialog.getByRole("button", { name: "Merge", exact: true })).toBeDisabled();
  await dialog.getByRole("radio", { name: /Said in the clone$/ }).click();
  await dialog.getByRole("button", { name: "Merge", exact: true }).click();
  await view.told("Changes merged", "Merged 2 changed items");

  const merged = await api.json<{ items: { caption: string | null; tags: string[] }[] }>(
    "get",
    `/dataset/${dataset.id}/items`,
  );
  expect(merged.items.slice(0, 3).map((item) => [item.caption, item.tags])).toEqual([
    ["Said in the clone", []],
    [null, ["from the clone"]],
    [null, ["meanwhile"]],
  ]);
  await view.toast("Changes merged").getByRole("button", { name: "Undo" }).click();
  await view.told("Merge undone");
  expect((await api.items(dataset.id)).map((item) => item.tags)).toEqual([[], [], ["meanwhile"], [], [], []]);

  // The original offers the same from its catalog.
  const original = new DatasetView(view.page);
  await original.open(dataset.id);
  const catalog = await original.openCatalog();
  await expect(catalog.entry("Before merge")).toBeVisible();
  await catalog.drawer.getByRole("button", { name: "Merge back from a clone" }).click();
  await expect(dialog.getByRole("region", { name: "Conflicts" })).toContainText("Said here");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await api.json("delete", `/dataset/${clone}`);
});
