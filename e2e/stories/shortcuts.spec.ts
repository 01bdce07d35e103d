import { expect, test } from "../fixtures";

test("everything is done with the keyboard: move, select, tag, search, catalog, undo, the sheet of keys", async ({
  view,
  ownerPage,
  api,
  dataset,
}) => {
  const { keyboard } = ownerPage;
  await expect(view.tile("image-1.jpg")).toBeVisible();
  await keyboard.press("?");
  const sheet = ownerPage.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(sheet).toContainText("Snapshot Catalog");
  await keyboard.press("Escape");
  await expect(sheet).toBeHidden();

  await keyboard.press("j");
  await expect(view.tile("image-1.jpg")).toBeFocused();
  await keyboard.press("j");
  await expect(view.tile("image-2.jpg")).toBeFocused();
  await keyboard.press("Space");
  await expect(view.tile("image-2.jpg")).toHaveAttribute("aria-pressed", "true");
  await keyboard.press("k");
  await expect(view.tile("image-1.jpg")).toBeFocused();
  await keyboard.press("Shift+Space");
  await expect(view.selection).toContainText("2 items selected");
  await keyboard.press("End");
  await expect(view.tile("image-6.jpg")).toBeFocused();
  await keyboard.press("t");
  await expect(
    ownerPage.getByRole("dialog", { name: "Tag 2 items" }).getByRole("combobox", { name: "Tag" }),
  ).toBeFocused();
  await keyboard.type("by hand");
  await keyboard.press("Enter");
  await expect(view.toast("2 items tagged")).toBeVisible();
  await keyboard.press("Control+z");
  await expect(view.toast("Undone: 2 items")).toBeVisible();
  expect((await api.items(dataset.id)).flatMap((item) => item.tags)).toEqual([]);
  await keyboard.press("Escape");
  await expect(view.selection).toBeHidden();

  await keyboard.press("Control+Alt+Shift+H");
  await expect(view.catalog.drawer).toBeVisible();
  await keyboard.press("Control+Alt+Shift+H");
  await expect(view.catalog.drawer).toBeHidden();
  await keyboard.press("/");
  await expect(view.search).toBeFocused();
  await keyboard.type("t");
  // What is typed is text, not a shortcut.
  await expect(ownerPage.getByRole("dialog")).toBeHidden();
});

test("the command palette finds and runs what the page can do, and says why something cannot be done", async ({
  view,
  ownerPage,
  dataset,
  viewerPage,
}) => {
  await expect(view.tile("image-1.jpg")).toBeVisible();
  await ownerPage.keyboard.press("Control+k");
  const palette = ownerPage.getByRole("dialog", { name: "Commands" });
  await expect(palette.getByRole("option", { name: /^Tag/ })).toHaveAttribute("aria-disabled", "true");
  await ownerPage.keyboard.type("name z");
  await ownerPage.keyboard.press("Enter");
  await expect(palette).toBeHidden();
  await expect(ownerPage).toHaveURL(/sort=-name/);
  await ownerPage.keyboard.press("Control+k");
  await ownerPage.keyboard.type("catalog");
  await ownerPage.keyboard.press("Enter");
  await expect(view.catalog.drawer).toBeVisible();
  await ownerPage.keyboard.press("Escape");
  await ownerPage.getByRole("button", { name: "Commands" }).click();
  await ownerPage.keyboard.type("go to tasks");
  await ownerPage.keyboard.press("Enter");
  await expect(ownerPage).toHaveURL(/\/tasks/);

  await viewerPage.goto(`/datasets/${dataset.id}`);
  await viewerPage.getByRole("button", { name: "image-1.jpg", exact: true }).click();
  await viewerPage.keyboard.press("Control+k");
  const theirs = viewerPage.getByRole("dialog", { name: "Commands" });
  for (const name of [/^Tag/, /^Delete(?! dataset)/, /^Re-index/, /^Enrich/, /^Share/]) {
    await expect(theirs.getByRole("option", { name })).toHaveAttribute("aria-disabled", "true");
    await expect(theirs.getByRole("option", { name })).toContainText("role on the dataset");
  }
});
