import { expect, test } from "../fixtures";

test("a snapshot is created and restored, and the restore undone, with the keyboard alone", async ({
  view,
  ownerPage,
}) => {
  const { keyboard } = ownerPage;
  const focused = () => ownerPage.locator(":focus");
  await view.snapshotsButton.focus();
  await keyboard.press("Enter");
  await expect(view.catalog.drawer).toBeVisible();
  await view.catalog.createButton.focus();
  await keyboard.press("Enter");
  const dialog = view.catalog.dialog("Create Snapshot");
  await expect(dialog.getByRole("textbox", { name: "Name" })).toBeFocused();
  await keyboard.type("By hand");
  await keyboard.press("Tab");
  await expect(dialog.getByRole("textbox", { name: "Description" })).toBeFocused();
  await keyboard.type("No mouse");
  await keyboard.press("Tab");
  await expect(focused()).toHaveText("Cancel");
  await keyboard.press("Tab");
  await expect(focused()).toHaveText("Create");
  await keyboard.press("Enter");
  await expect(view.catalog.entry("By hand")).toContainText("No mouse");

  const oldest = view.catalog.entries().last();
  const name = (await oldest.getByRole("heading").textContent())!;
  await oldest.getByRole("button", { name: `Actions for ${name}` }).focus();
  await keyboard.press("Enter");
  // One key at a time, as a person does: the menu moves its focus after the key's event.
  for (const [index, action] of ["Edit", "Clone", "Copy Snapshot ID", "Restore"].entries()) {
    if (index > 0) await keyboard.press("ArrowDown");
    await expect(ownerPage.getByRole("menuitem", { name: action })).toBeFocused();
  }
  await keyboard.press("Enter");
  const confirm = view.catalog.dialog("Restore Snapshot");
  await expect(confirm).toBeVisible();
  await confirm.getByRole("button", { name: "Yes" }).focus();
  await keyboard.press("Enter");
  await view.catalog.becomesCurrent(oldest);
  await expect(confirm).toBeHidden();

  // It is undone from where one is: in the open catalog.
  const told = view.toast("Snapshot restored").first();
  await expect(told).toBeVisible();
  await keyboard.press("Alt+t");
  await keyboard.press("Tab");
  await expect(told).toBeFocused();
  await keyboard.press("Tab");
  await keyboard.press("Tab");
  await expect(focused()).toHaveText("Undo");
  await keyboard.press("Enter");
  await expect(view.catalog.entry("By hand")).toContainText("Current Version");
  await expect(oldest.getByRole("button", { name: `Actions for ${name}` })).toBeFocused();

  await keyboard.press("Escape");
  await expect(view.catalog.drawer).toBeHidden();
  await expect(view.snapshotsButton).toBeFocused();
});

test("tiles are reached, selected and opened with the keyboard", async ({ view, ownerPage }) => {
  await view.tile("image-1.jpg").focus();
  await ownerPage.keyboard.press("ArrowRight");
  await expect(view.tile("image-2.jpg")).toBeFocused();
  await ownerPage.keyboard.press("Space");
  await expect(view.tile("image-2.jpg")).toHaveAttribute("aria-pressed", "true");
  await ownerPage.keyboard.press("Shift+End");
  await expect(view.selection).toContainText("5 items selected");
  await expect(view.tile("image-6.jpg")).toBeFocused();
  await ownerPage.keyboard.press("Shift+Home");
  await expect(view.selection).toContainText("2 items selected");
  await ownerPage.keyboard.press("j");
  await expect(view.tile("image-2.jpg")).toBeFocused();
  await ownerPage.keyboard.press("Enter");
  await expect(ownerPage.getByRole("dialog", { name: "image-2.jpg" })).toBeVisible();
  await ownerPage.keyboard.press("Escape");
  await expect(ownerPage.getByRole("dialog")).toBeHidden();
});
