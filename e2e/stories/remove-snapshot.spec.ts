import { expect, test } from "../fixtures";

test("a snapshot is removed, the Current Version never", async ({ screen, api, dataset }) => {
  await api.createSnapshot(dataset.id, "Old");
  await api.createSnapshot(dataset.id, "New");
  const catalog = await screen.openCatalog();
  const menu = await catalog.openMenu("New");
  await expect(menu.getByRole("menuitem")).toHaveText(["Edit", "Clone", "Copy Snapshot ID"]);
  await screen.page.keyboard.press("Escape");
  await catalog.choose("Old", "Remove");
  await catalog.dialog("Remove Snapshot").getByRole("button", { name: "Yes" }).click();
  await expect(screen.toast("Snapshot removed")).toBeVisible();
  await expect(catalog.entry("Old")).toHaveCount(0);
  await expect(catalog.entry("New")).toBeVisible();
  expect(await api.items(dataset.id)).toHaveLength(6);
});
