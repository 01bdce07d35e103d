import { expect, test } from "../fixtures";
import { DatasetView } from "../pages/dataset-view";

test("the address holds what is shown: drawer, search, item; back and forward work", async ({
  view,
  dataset,
  api,
  ownerPage,
}) => {
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

test("coming back from another page shows the view that was left, in the version of now", async ({
  view,
  dataset,
  api,
  ownerPage,
}) => {
  const ids = (await api.items(dataset.id)).map((item) => item.media_id);
  await api.tag(dataset.id, ids.slice(0, 2), "night");
  await view.facet("Tags").getByRole("button", { name: "night 2", exact: true }).click();
  await view.expectCount(2);
  await ownerPage.getByRole("link", { name: "Tasks" }).click();
  await expect(ownerPage.getByRole("heading", { name: "Tasks" })).toBeVisible();
  // Back to what the page was first opened with, but for the filter.
  await api.untag(dataset.id, ids, "night");
  await ownerPage.goBack();
  await view.expectCount(0);
  await ownerPage.getByRole("button", { name: "Show all items" }).click();
  await view.expectCount(6);
});

test("what does not exist, or is not shared, is said to be not found", async ({ ownerPage }) => {
  await ownerPage.goto("/datasets/00000000-0000-4000-8000-000000000000");
  await expect(ownerPage.getByRole("heading", { name: "Not found" })).toBeVisible();
  await ownerPage.goto("/datasets/nonsense");
  await expect(ownerPage.getByRole("heading", { name: "Not found" })).toBeVisible();
});
