import { expect, test } from "../fixtures";

test("a version that scripts use is kept: an alias, a pin and protection, and why it cannot be removed", async ({
  view,
  api,
  dataset,
}) => {
  const old = await api.createSnapshot(dataset.id, "Delivered");
  await api.createSnapshot(dataset.id, "Later");
  const catalog = await view.openCatalog();
  await catalog.choose("Delivered", "Edit");
  const dialog = catalog.dialog("Update Snapshot");
  await dialog.getByRole("textbox", { name: "Aliases" }).fill("Production");
  await dialog.getByRole("checkbox", { name: /^Protect/ }).check();
  await dialog.getByRole("button", { name: "Update" }).click();
  await expect(view.toast("Snapshot updated")).toBeVisible();
  const entry = catalog.entry("Delivered");
  await expect(entry).toContainText("production");
  await expect(entry).toContainText("Protected");
  expect(await api.json("get", `/dataset/${dataset.id}/snapshot/production`)).toMatchObject({
    snapshot_id: old.snapshot_id,
  });

  const menu = await catalog.openMenu("Delivered");
  await expect(menu.getByRole("menuitem", { name: "Remove" })).toBeDisabled();
  await expect(menu).toContainText("This snapshot is protected.");
  await view.page.keyboard.press("Escape");

  await catalog.choose("Later", "Pin");
  await expect(view.toast("Snapshot pinned")).toBeVisible();
  await expect(catalog.entry("Later")).toContainText("Pinned");
});

test("an owner says how long automatic revisions are kept, and reads what that removes first", async ({
  view,
  api,
  dataset,
}) => {
  await (await view.openMore()).getByRole("menuitem", { name: "Retention…" }).click();
  const dialog = view.page.getByRole("dialog", { name: "Retention" });
  const automatic = dialog.getByRole("group", { name: "Automatic revisions" });
  await automatic.getByLabel("Remove after (days)").fill("30");
  await automatic.getByLabel("But keep at least").fill("10");
  await expect(dialog.getByRole("status")).toHaveText("Removes no snapshot now.");
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(view.toast("Retention saved")).toBeVisible();
  expect(await api.json("get", `/dataset/${dataset.id}/retention`)).toEqual({
    automatic: { days: 30, at_least: 10 },
    named: { days: null, at_least: null },
  });
});

test("a snapshot that was removed by mistake comes back", async ({ view, api, dataset }) => {
  await api.createSnapshot(dataset.id, "Still needed");
  await api.createSnapshot(dataset.id, "Later");
  const catalog = await view.openCatalog();
  await catalog.choose("Still needed", "Remove");
  const dialog = catalog.dialog("Remove Snapshot");
  await expect(dialog).toContainText("It holds nothing that no other version does.");
  await dialog.getByRole("button", { name: "Yes" }).click();
  await expect(catalog.entry("Still needed")).toHaveCount(0);
  await view.page.getByRole("button", { name: "Undo" }).click();
  await expect(view.toast("Snapshot is back")).toBeVisible();
  await expect(catalog.entry("Still needed")).toBeVisible();
});
