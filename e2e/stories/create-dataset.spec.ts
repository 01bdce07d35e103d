import { drawnImage, expect, test } from "../fixtures";
import { DatasetView } from "../pages/dataset-view";

test("a person makes a dataset of dropped images, and it becomes Ready with its creation snapshot", async ({
  ownerPage,
  api,
}) => {
  const name = `Dropped ${Date.now().toString(36)}`;
  await ownerPage.goto("/datasets");
  await ownerPage.getByRole("button", { name: "New dataset" }).click();
  const dialog = ownerPage.getByRole("dialog", { name: "New dataset" });
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByLabel("Files", { exact: true }).setInputFiles([
    { name: "image-1.jpg", mimeType: "image/jpeg", buffer: await drawnImage(1) },
    { name: "image-2.jpg", mimeType: "image/jpeg", buffer: await drawnImage(2) },
    { name: "broken.jpg", mimeType: "image/jpeg", buffer: (await drawnImage(3)).subarray(0, 3000) },
  ]);
  await expect(dialog).toContainText("3 files");
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(ownerPage.getByRole("heading", { name })).toBeVisible();
  const view = new DatasetView(ownerPage);
  await view.shows(view.tile("image-1.jpg"));
  await view.becomes("Ready");
  // What could not be used is told where the person is, by name and reason.
  await ownerPage.getByRole("button", { name: "Show 1 file", exact: true }).click();
  const unusable = ownerPage.getByRole("dialog", { name: "Not everything could be used" });
  await expect(unusable.getByRole("list", { name: "Files that could not be used" })).toContainText("broken.jpg");
  await unusable.getByRole("button", { name: "Close" }).click();
  const catalog = await view.openCatalog();
  await expect(catalog.entries()).toHaveCount(1);
  await expect(catalog.entries().first()).toContainText("2 items");

  const id = new URL(ownerPage.url()).pathname.split("/").at(-1)!;
  await ownerPage.goto(`/tasks?dataset_id=${id}`);
  await ownerPage.getByRole("button", { name: "Show 1 file", exact: true }).click();
  await expect(ownerPage.getByRole("list", { name: "Files that could not be used" })).toContainText(
    "broken.jpg: cannot be decoded",
  );
  await api.json("delete", `/dataset/${id}`);
});

test("an editor adds media to a dataset and re-indexes it", async ({ dataset, editorPage }) => {
  const view = new DatasetView(editorPage);
  await view.open(dataset.id);
  await editorPage.getByRole("button", { name: "Add media" }).click();
  const dialog = editorPage.getByRole("dialog", { name: "Add media" });
  await dialog
    .getByLabel("Files", { exact: true })
    .setInputFiles([{ name: "image-7.jpg", mimeType: "image/jpeg", buffer: await drawnImage(7) }]);
  await dialog.getByRole("checkbox", { name: "Re-index right away" }).uncheck();
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await view.told("Media added");
  await expect(view.tile("image-7.jpg")).toBeVisible();
  await view.becomes("Partial Index");
  await view.process("Re-index");
  await editorPage.getByRole("dialog", { name: "Re-index" }).getByRole("button", { name: "Yes" }).click();
  await view.told("Dataset re-indexed");
  await view.becomes("Ready");
  const catalog = await view.openCatalog();
  await expect(catalog.entry("Before media addition")).toContainText("Automatic");
  await expect(catalog.entry("Before re-index")).toBeVisible();
});
