import { expect, test } from "../fixtures";

test("annotations that come after their pictures are checked, imported by other names, seen as objects, and undone", async ({
  view,
  ownerPage,
}) => {
  const coco = {
    images: [
      { id: 1, file_name: "image-1.jpg" },
      { id: 2, file_name: "gone.jpg" },
    ],
    categories: [
      { id: 1, name: "vehicle/car" },
      { id: 2, name: "noise" },
    ],
    annotations: [
      { image_id: 1, category_id: 1, bbox: [10, 20, 30, 40] },
      { image_id: 1, category_id: 2, bbox: [1, 2, 3, 4] },
      { image_id: 2, category_id: 1, bbox: [10, 20, 30, 40] },
    ],
  };
  await view.process("Import annotations");
  const dialog = ownerPage.getByRole("dialog", { name: "Import annotations" });
  await dialog
    .getByLabel("Files", { exact: true })
    .first()
    .setInputFiles({ name: "coco.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(coco)) });
  await dialog.getByRole("button", { name: "Check" }).click();
  await expect(dialog.getByText("2 boxes", { exact: true })).toBeVisible();
  await expect(dialog.getByText("1 picture that the annotations name is not here")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Name to use for vehicle/car" }).fill("car");
  await dialog.getByRole("checkbox", { name: "Leave out noise" }).check();
  await dialog.getByRole("button", { name: "Import annotations" }).click();
  await view.told(
    "Annotations imported",
    "Changed 1 item: 1 object added; 1 picture of the files is not here; 1 annotation could not be used",
  );
  const item = await view.openItem("image-1.jpg");
  const car = item.getByRole("list", { name: "car", exact: true });
  await expect(car).toBeVisible();
  await item.getByRole("button", { name: "Close" }).click();
  await ownerPage.getByRole("button", { name: "Tasks", exact: true }).click();
  await ownerPage.getByRole("link", { name: "All tasks of this dataset" }).click();
  const row = ownerPage.getByRole("row").filter({ hasText: "Annotation Import" });
  await row.getByRole("button", { name: "Details" }).click();
  await expect(ownerPage.getByRole("list", { name: "Not kept" })).toContainText("1 object of classes left out");
  await expect(ownerPage.getByText("1: gone.jpg")).toBeVisible();
  await ownerPage.getByRole("button", { name: "Undo this import" }).click();
  await expect(view.toast("Import undone")).toBeVisible({ timeout: 75_000 });
  await ownerPage.goBack();
  await view.openItem("image-1.jpg");
  await expect(item.getByRole("img", { name: "image-1.jpg" })).toBeVisible();
  await expect(car).toHaveCount(0);
});
