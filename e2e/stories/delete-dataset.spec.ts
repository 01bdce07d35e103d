import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures";

/** Everything that a page asks for and does not get. */
function watchMissing(page: Page): string[] {
  const missing: string[] = [];
  page.on("response", (response) => {
    if (response.status() === 404) missing.push(response.url());
  });
  return missing;
}

async function deleteHere(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Delete dataset" });
  await dialog.getByRole("textbox", { name: "Type the dataset's name to confirm" }).fill(name);
  await dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Dataset deleted" })).toBeVisible();
}

test("deleting leads back to the inventory without asking for what is gone, and Undo brings it back", async ({
  view,
  ownerPage,
  dataset,
}) => {
  const missing = watchMissing(ownerPage);
  await (await view.openMore()).getByRole("menuitem", { name: "Delete dataset" }).click();
  await deleteHere(ownerPage, dataset.name);
  await expect(ownerPage.getByRole("heading", { name: "Datasets" })).toBeVisible();
  const card = ownerPage
    .getByRole("link", { name: dataset.name, exact: true })
    .and(ownerPage.locator(`[href="/datasets/${dataset.id}"]`));
  await expect(card).toHaveCount(0);
  await ownerPage.getByRole("button", { name: "Undo" }).click();
  await expect(ownerPage.getByRole("listitem").filter({ hasText: "Dataset restored" })).toBeVisible();
  await card.click();
  await expect(view.tile("image-1.jpg")).toBeVisible();
  expect(missing).toEqual([]);
});

test("the trash says when a dataset goes for good, and restores it with its people", async ({
  view,
  ownerPage,
  viewerPage,
  dataset,
  api,
}) => {
  await expect(view.snapshotsButton).toBeVisible();
  await ownerPage.goto("/datasets");
  await ownerPage.getByRole("searchbox", { name: "Search datasets" }).fill(dataset.name);
  const named = ownerPage.getByRole("listitem", { name: dataset.name, exact: true });
  const before = await named.count();
  await named
    .first()
    .getByRole("button", { name: `Actions for ${dataset.name}` })
    .click();
  await ownerPage.getByRole("menuitem", { name: "Delete dataset" }).click();
  await deleteHere(ownerPage, dataset.name);
  await expect(named).toHaveCount(before - 1);
  const [deleted] = await api.json<{ id: string }[]>("get", "/datasets?trash=true");
  await ownerPage.getByRole("link", { name: "Trash" }).click();
  await expect(ownerPage).toHaveURL("/datasets?view=trash");
  const row = ownerPage.getByRole("listitem", { name: dataset.name }).first();
  await expect(row).toContainText("goes for good in 4 weeks");
  await row.getByRole("button", { name: `Restore ${dataset.name}` }).click();
  await expect(ownerPage.getByRole("listitem").filter({ hasText: "Dataset restored" })).toBeVisible();
  await viewerPage.goto(`/datasets/${deleted!.id}`);
  await expect(viewerPage.getByRole("button", { name: "image-1.jpg", exact: true })).toBeVisible();
});

test("search, trash and restoring work before the page runs", async ({ ownerPage, browser, baseURL, api, dataset }) => {
  await api.json("delete", `/dataset/${dataset.id}`);
  const context = await browser.newContext({
    baseURL,
    javaScriptEnabled: false,
    storageState: await ownerPage.context().storageState(),
  });
  const page = await context.newPage();
  await page.goto("/datasets");
  await page.getByRole("searchbox", { name: "Search datasets" }).fill("no such name");
  await page.getByRole("searchbox", { name: "Search datasets" }).press("Enter");
  await expect(page.getByText("No dataset is called “no such name”")).toBeVisible();
  await page.getByRole("link", { name: "Trash" }).click();
  await page
    .getByRole("button", { name: `Restore ${dataset.name}` })
    .first()
    .click();
  await expect(async () => {
    const inventory = await api.json<{ id: string }[]>("get", "/datasets");
    expect(inventory.map(({ id }) => id)).toContain(dataset.id);
  }).toPass();
  await context.close();
});
