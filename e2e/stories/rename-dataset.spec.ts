import { expect, test } from "../fixtures";

test("a name and a description are changed where they stand, and others see them at once", async ({
  view,
  ownerPage,
  viewerPage,
  dataset,
}) => {
  const name = `Renamed ${Date.now().toString(36)}`;
  await viewerPage.goto(`/datasets/${dataset.id}`);
  await expect(view.snapshotsButton).toBeVisible();
  await ownerPage.getByRole("button", { name: "Rename dataset" }).click();
  await ownerPage.getByRole("textbox", { name: "Dataset name" }).fill(name);
  await ownerPage.getByRole("textbox", { name: "Dataset name" }).press("Enter");
  for (const page of [ownerPage, viewerPage]) {
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  }
  await expect(ownerPage).toHaveTitle(new RegExp(`^${name}`));

  await ownerPage.getByRole("button", { name: "Add a description" }).click();
  await ownerPage.getByRole("textbox", { name: "Description" }).fill("Quays at dawn, before the cranes.");
  await ownerPage.getByRole("button", { name: "Save", exact: true }).click();
  for (const page of [ownerPage, viewerPage]) {
    await expect(page.getByText("Quays at dawn, before the cranes.")).toBeVisible();
  }
  await expect(viewerPage.getByRole("button", { name: "Rename dataset" })).toHaveCount(0);

  await ownerPage.goto("/datasets");
  const card = ownerPage.getByRole("listitem", { name, exact: true });
  await expect(card).toContainText("Quays at dawn");
  await card.getByRole("button", { name: `Actions for ${name}` }).click();
  await ownerPage.getByRole("menuitem", { name: "Rename" }).click();
  const dialog = ownerPage.getByRole("dialog", { name: "Rename dataset" });
  await dialog.getByRole("textbox", { name: "Name" }).fill(`${name} again`);
  await dialog.getByRole("button", { name: "Rename" }).click();
  await expect(ownerPage.getByRole("listitem", { name: `${name} again`, exact: true })).toBeVisible();
});
