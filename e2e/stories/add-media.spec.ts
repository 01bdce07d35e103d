import { drawnImage, expect, test } from "../fixtures";

test("annotations beside media become labels, a caption and boxes; restoring the revision takes everything back", async ({
  view,
  ownerPage,
}) => {
  const coco = {
    images: [{ id: 1, file_name: "beach.jpg" }],
    categories: [
      { id: 1, name: "boat" },
      { id: 2, name: "coastline" },
    ],
    annotations: [
      { image_id: 1, category_id: 1, bbox: [10, 20, 30, 40] },
      { image_id: 1, category_id: 2 },
      { image_id: 1, caption: "A boat before the coast" },
      { image_id: 9, category_id: 1 },
    ],
  };
  await ownerPage.getByRole("button", { name: "Add media" }).click();
  const dialog = ownerPage.getByRole("dialog", { name: "Add media" });
  await dialog
    .getByLabel("Files", { exact: true })
    .first()
    .setInputFiles([
      { name: "beach.jpg", mimeType: "image/jpeg", buffer: await drawnImage(41) },
      { name: "annotations.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(coco)) },
    ]);
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog.getByText("1 box, 1 label, 1 caption")).toBeVisible();
  await dialog.getByRole("button", { name: "Add 1 item" }).click();
  await view.told(
    "Media added",
    "Added 1 item; 1 with labels, 1 with a caption, 1 with objects; 1 annotation could not be used",
  );
  await ownerPage
    .getByRole("complementary", { name: "Filters" })
    .getByRole("button", { name: /^coastline/ })
    .click();
  await expect(ownerPage.getByText("1 item", { exact: true })).toBeVisible();
  await view.tile("beach.jpg").dblclick();
  await expect(ownerPage.getByRole("dialog")).toContainText("A boat before the coast");
  await ownerPage.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await ownerPage.getByRole("button", { name: "Tasks", exact: true }).click();
  await ownerPage.getByRole("link", { name: "All tasks of this dataset" }).click();
  await ownerPage
    .getByRole("row")
    .filter({ hasText: "Media Addition" })
    .getByRole("button", { name: "Details" })
    .click();
  await expect(ownerPage.getByRole("list", { name: "Annotations that could not be used" })).toContainText(
    "annotations[3]: its image_id names none of the images",
  );
  await ownerPage.goBack();
  const catalog = await view.openCatalog();
  await catalog.restore("Before media addition");
  await catalog.close();
  await expect(ownerPage.getByText("0 items", { exact: true })).toBeVisible();
  await ownerPage.getByRole("button", { name: "Show all items" }).click();
  await expect(view.tile("image-1.jpg")).toBeVisible();
  await expect(view.tile("beach.jpg")).toBeHidden();
});

test("restoring the revision before a re-index makes the new items unindexed again", async ({ view, ownerPage }) => {
  await ownerPage.getByRole("button", { name: "Add media" }).click();
  const dialog = ownerPage.getByRole("dialog", { name: "Add media" });
  await dialog
    .getByLabel("Files", { exact: true })
    .first()
    .setInputFiles({ name: "late.jpg", mimeType: "image/jpeg", buffer: await drawnImage(42) });
  await dialog.getByRole("checkbox", { name: "Re-index right away" }).uncheck();
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await view.becomes("Partial Index");
  await view.process("Re-index");
  await ownerPage.getByRole("dialog", { name: "Re-index" }).getByRole("button", { name: "Yes" }).click();
  await view.becomes("Ready");
  const catalog = await view.openCatalog();
  await catalog.restore("Before re-index");
  await catalog.close();
  await view.becomes("Partial Index");
  await expect(view.tile("late.jpg")).toBeVisible();
});

test("a list of addresses is refused where fetching is not enabled, and says which setting enables it", async ({
  view,
  ownerPage,
  dataset,
}) => {
  await ownerPage.getByRole("button", { name: "Add media" }).click();
  const dialog = ownerPage.getByRole("dialog", { name: "Add media" });
  await dialog
    .getByLabel("Files", { exact: true })
    .first()
    .setInputFiles({ name: "list.txt", mimeType: "text/plain", buffer: Buffer.from("https://example.org/a.jpg\n") });
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await view.told(
    "Media could not be added",
    "URL sources are not enabled on this server (STILLFRAME_URL_SOURCES=1 enables them)",
  );
  await ownerPage.goto(`/datasets/${dataset.id}`);
  await view.becomes("Ready");
});
