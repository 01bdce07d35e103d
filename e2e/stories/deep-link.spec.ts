import { expect, test } from "../fixtures";
import { DatasetView } from "../pages/dataset-view";

test("the address holds what is shown: drawer, search, item; back and forward work", async ({ view, dataset, api, ownerPage }) => {
  await view.openCatalog();
  await expect(ownerPage).toHaveURL(/panel=snapshots/);
  await ownerPage.goBack();
  await expect(view.catalog.drawer).toBeHidden();
  await ownerPage.goForward();
  await expect(view.catalog.drawer).toBeVisible();

  const [item] = await api.items(dataset.id);
  await ownerPage.goto(`/datasets/${dataset.id}?item=${item!.media_id}`);
  await expect(ownerPage.getByRole("dialog", { name: item!.file_name })).toBeVisible();
  await ownerPage.keyboard.press("ArrowRight");
  await expect(ownerPage.getByRole("dialog", { name: "image-2.jpg" })).toBeVisible();
  await ownerPage.keyboard.press("Escape");
  await expect(ownerPage).toHaveURL(new RegExp(`/datasets/${dataset.id}$`));

  await ownerPage.goto(`/datasets/${dataset.id}?q=name%3A%22image-4%22`);
  const filtered = new DatasetView(ownerPage);
  await expect(filtered.tile("image-4.jpg")).toBeVisible();
  expect(await filtered.tileNames()).toEqual(["image-4.jpg"]);
});

test("what does not exist, or is not shared, is said to be not found", async ({ ownerPage }) => {
  await ownerPage.goto("/datasets/00000000-0000-4000-8000-000000000000");
  await expect(ownerPage.getByRole("heading", { name: "Not found" })).toBeVisible();
  await ownerPage.goto("/datasets/nonsense");
  await expect(ownerPage.getByRole("heading", { name: "Not found" })).toBeVisible();
});
