import { expect, test } from "../fixtures";

test("labels pass to neighbours after a look at what would change, and are marked as propagated", async ({
  view,
  ownerPage,
  api,
  dataset,
}) => {
  await view.select("image-1.jpg", "image-2.jpg");
  await view.apply("Label", "coast");
  await view.process("Propagate labels");
  const dialog = ownerPage.getByRole("dialog", { name: "Propagate labels" });
  await dialog.getByRole("slider", { name: /Neighbours/ }).fill("1");
  await dialog.getByRole("slider", { name: /confidence/ }).fill("100");
  await expect(dialog).toContainText("No item would get a label");
  await expect(dialog).toContainText(/Nothing is sure at 100 %: the surest would be \d+ %/);
  await expect(dialog.getByRole("button", { name: "Propagate" })).toBeDisabled();
  await dialog.getByRole("slider", { name: /confidence/ }).fill("0");
  await expect(dialog).toContainText("4 of 4 unlabelled items would get a label");
  await expect(dialog.getByRole("list", { name: "Labels" })).toContainText("coast +4");
  await expect(dialog.getByRole("region", { name: "Least certain items" }).getByRole("img")).toHaveCount(8);
  await dialog.getByRole("button", { name: "Propagate" }).click();
  await view.told("Labels propagated", "Labelled 4 items with 1 label");
  await view.tile("image-5.jpg").dblclick();
  await expect(ownerPage.getByRole("dialog")).toContainText("coast (propagated)");
  await ownerPage.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  const catalog = await view.openCatalog();
  await catalog.restore("Before label propagation");
  expect((await api.json<{ total: number }>("get", `/dataset/${dataset.id}/items?q=label:coast`)).total).toBe(2);
});

test("without any label there is nothing to pass on, and the dialog says so", async ({ view, ownerPage }) => {
  await expect(view.snapshotsButton).toBeVisible();
  await view.process("Propagate labels");
  await expect(ownerPage.getByRole("dialog").getByRole("alert")).toHaveText(
    "No item has a label to pass on. Label some items first.",
  );
});
