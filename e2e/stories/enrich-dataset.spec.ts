import { expect, test } from "../fixtures";
import { DatasetView } from "../pages/dataset-view";

test("models without weights tag the items; restoring the revision takes the tags back", async ({
  view,
  ownerPage,
  api,
  dataset,
}) => {
  await view.process("Enrich");
  const dialog = ownerPage.getByRole("dialog", { name: "Enrich" });
  await expect(dialog.getByRole("button", { name: "Enrich", exact: true })).toBeDisabled();
  await expect(dialog.getByRole("listitem").filter({ hasText: "Camera data" })).toContainText("Not applied");
  await dialog.getByRole("checkbox", { name: "Colour and composition" }).check();
  await dialog.getByRole("checkbox", { name: "Camera data" }).check();
  await dialog.getByRole("button", { name: "Enrich with 2 models" }).click();
  await expect(dialog).toBeHidden();
  await view.told("Dataset enriched", "Enriched 6 items: tags on 6 items");
  await view.becomes("Ready");
  const filters = ownerPage.getByRole("complementary", { name: "Filters" });
  await filters
    .getByRole("region", { name: "Tags" })
    .getByRole("button", { name: /^landscape format/ })
    .click();
  await expect(ownerPage.getByText("6 items", { exact: true })).toBeVisible();
  await view.process("Enrich");
  await expect(dialog.getByRole("listitem").filter({ hasText: "Camera data" })).toContainText("Applied to all 6 items");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  const catalog = await view.openCatalog();
  await catalog.create("Enriched");
  await expect(catalog.entry("Enriched")).toContainText("Enriched with");
  await catalog.restore("Before enrichment");
  await expect(catalog.entry("Before enrichment")).not.toContainText("Enriched with");
  await catalog.close();
  // What is filtered by stays in the list, so that it can be let go.
  await filters.getByRole("button", { name: "landscape format 0", exact: true }).click();
  await expect(filters.getByRole("region", { name: "Tags" })).toBeHidden();
  await expect(ownerPage.getByText("6 items", { exact: true })).toBeVisible();
  expect((await api.items(dataset.id)).flatMap((item) => item.tags)).toEqual([]);
});

test("a model whose files are not there cannot be chosen and says what to do", async ({ view, ownerPage }) => {
  await expect(view.snapshotsButton).toBeVisible();
  await view.process("Enrich");
  const dialog = ownerPage.getByRole("dialog", { name: "Enrich" });
  await expect(dialog.getByRole("checkbox").first()).toBeEnabled();
  await dialog.getByText(/^Not available here/).click();
  await expect(dialog.getByRole("checkbox", { name: "YOLOS tiny" })).toBeDisabled();
  await expect(dialog).toContainText("Its files are not installed.");
});

test("a Viewer cannot enrich, propagate or re-index", async ({ dataset, viewerPage }) => {
  const view = new DatasetView(viewerPage);
  await view.open(dataset.id);
  await expect(viewerPage.getByRole("button", { name: "Add media", exact: true })).toBeDisabled();
  const menu = await view.openProcess();
  await expect(menu).toContainText("This needs the Editor or Owner role on the dataset; yours is Viewer");
  for (const name of ["Enrich", "Propagate labels", "Import metadata", "Re-index"])
    await expect(menu.getByRole("menuitem", { name, exact: true })).toHaveAttribute("aria-disabled", "true");
});
