import { expect, test } from "../fixtures";

test("the search finds snapshots by name or description", async ({ view, api, dataset }) => {
  await api.createSnapshot(dataset.id, "Alpha", "for the first run");
  await api.createSnapshot(dataset.id, "Beta", "after alphabetising");
  await api.createSnapshot(dataset.id, "Gamma");
  const catalog = await view.openCatalog();
  await expect(catalog.entries()).toHaveCount(4);
  await catalog.search.fill("alpha");
  await expect(catalog.entries()).toHaveCount(2);
  await expect(catalog.entries().getByRole("heading")).toHaveText(["Beta", "Alpha"]);
  await catalog.search.fill("nothing like it");
  await expect(catalog.drawer.getByText("No snapshot matches")).toBeVisible();
  await catalog.drawer.getByRole("button", { name: "Show all" }).click();
  await expect(catalog.entries()).toHaveCount(4);
});
