import { emailOf, expect, test } from "../fixtures";
import { DatasetView } from "../pages/dataset-view";

test("an owner changes a role and takes one away; it counts at once", async ({
  view,
  ownerPage,
  editorPage,
  viewerPage,
  dataset,
}) => {
  const editors = new DatasetView(editorPage);
  await editors.open(dataset.id);
  await expect(editorPage.getByRole("button", { name: "Add media", exact: true })).toBeEnabled();
  await expect(view.snapshotsButton).toBeVisible();
  await ownerPage.getByRole("button", { name: "Share", exact: true }).click();
  const dialog = ownerPage.getByRole("dialog", { name: "Share" });
  const own = dialog.getByRole("listitem", { name: emailOf("owner") });
  await expect(own).toContainText("A dataset keeps at least one owner. Make someone else an owner first.");
  await dialog.getByRole("combobox", { name: `Role of ${emailOf("editor")}` }).selectOption("Viewer");
  await expect(editorPage.getByRole("button", { name: "Add media", exact: true })).toBeDisabled();

  await dialog.getByRole("button", { name: `Remove ${emailOf("viewer")}` }).click();
  await dialog
    .getByRole("form", { name: `Remove ${emailOf("viewer")}?` })
    .getByRole("button", { name: "Remove" })
    .click();
  await expect(dialog.getByRole("listitem", { name: emailOf("viewer") })).toBeHidden();
  expect((await viewerPage.request.get(`/api/v1/dataset/${dataset.id}`)).status()).toBe(404);
});

test("whoever cannot share can leave from the inventory", async ({ editorPage, dataset }) => {
  await editorPage.goto(`/datasets?q=${encodeURIComponent(dataset.name)}`);
  const cards = editorPage.getByRole("listitem", { name: dataset.name, exact: true });
  const card = cards.filter({ has: editorPage.locator(`[href="/datasets/${dataset.id}"]`) });
  await card.getByRole("button", { name: `Actions for ${dataset.name}` }).click();
  await editorPage.getByRole("menuitem", { name: "Leave dataset" }).click();
  const dialog = editorPage.getByRole("dialog", { name: "Leave dataset" });
  await dialog.getByRole("button", { name: "Leave" }).click();
  // While it is open, the page behind it is hidden.
  await expect(dialog).toBeHidden();
  await expect(card).toHaveCount(0);
  expect((await editorPage.request.get(`/api/v1/dataset/${dataset.id}`)).status()).toBe(404);
});
