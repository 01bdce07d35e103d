import { expect, test } from "../fixtures";

test("a snapshot is created, edited and restored with the keyboard alone", async ({ screen, ownerPage }) => {
  const { keyboard } = ownerPage;
  const focused = () => ownerPage.locator(":focus");
  await screen.snapshotsButton.focus();
  await keyboard.press("Enter");
  await expect(screen.catalog.drawer).toBeVisible();
  await screen.catalog.createButton.focus();
  await keyboard.press("Enter");
  const dialog = screen.catalog.dialog("Create Snapshot");
  await expect(dialog.getByRole("textbox", { name: "Name" })).toBeFocused();
  await keyboard.type("By hand");
  await keyboard.press("Tab");
  await keyboard.type("No mouse");
  await keyboard.press("Tab");
  await keyboard.press("Tab");
  await expect(focused()).toHaveText("Create");
  await keyboard.press("Enter");
  await expect(screen.catalog.entry("By hand")).toContainText("No mouse");

  const oldest = screen.catalog.entries().last();
  const name = (await oldest.getByRole("heading").textContent())!;
  await oldest.getByRole("button", { name: `Actions for ${name}` }).focus();
  await keyboard.press("Enter");
  await expect(ownerPage.getByRole("menuitem", { name: "Edit" })).toBeFocused();
  for (let step = 0; step < 3; step += 1) await keyboard.press("ArrowDown");
  await expect(ownerPage.getByRole("menuitem", { name: "Restore" })).toBeFocused();
  await keyboard.press("Enter");
  const confirm = screen.catalog.dialog("Restore Snapshot");
  await expect(confirm).toBeVisible();
  await confirm.getByRole("button", { name: "Yes" }).focus();
  await keyboard.press("Enter");
  await expect(oldest).toContainText("Current Version");

  await expect(confirm).toBeHidden();
  await keyboard.press("Escape");
  await expect(screen.catalog.drawer).toBeHidden();
  await expect(screen.snapshotsButton).toBeFocused();
});

test("tiles are reached, selected and opened with the keyboard", async ({ screen, ownerPage }) => {
  await screen.tile("image-1.jpg").focus();
  await ownerPage.keyboard.press("ArrowRight");
  await expect(screen.tile("image-2.jpg")).toBeFocused();
  await ownerPage.keyboard.press("Space");
  await expect(screen.tile("image-2.jpg")).toHaveAttribute("aria-pressed", "true");
  await ownerPage.keyboard.press("Enter");
  await expect(ownerPage.getByRole("dialog", { name: "image-2.jpg" })).toBeVisible();
  await ownerPage.keyboard.press("Escape");
  await expect(ownerPage.getByRole("dialog")).toBeHidden();
});
