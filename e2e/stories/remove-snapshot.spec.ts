import { expect, test } from "../fixtures";

test("a snapshot is removed, the Current Version never", async ({ view, api, dataset }) => {
  await api.createSnapshot(dataset.id, "Old");
  await api.createSnapshot(dataset.id, "New");
  const catalog = await view.openCatalog();
  const menu = await catalog.openMenu("New");
  await expect(menu.getByRole("menuitem")).toHaveText([
    "Edit",
    "Clone",
    "Copy Snapshot ID",
    "Browse",
    "Compare",
    "Export",
    "Pin",
  ]);
  await view.page.keyboard.press("Escape");
  await catalog.choose("Old", "Remove");
  await catalog.dialog("Remove Snapshot").getByRole("button", { name: "Yes" }).click();
  await expect(view.toast("Snapshot removed")).toBeVisible();
  await expect(catalog.entry("Old")).toHaveCount(0);
  await expect(catalog.entry("New")).toBeVisible();
  expect(await api.items(dataset.id)).toHaveLength(6);
});
