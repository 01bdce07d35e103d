import { expect, test } from "../fixtures";

test("items are found by their objects, and an item's history tells what became of them", async ({
  view,
  ownerPage,
  api,
  dataset,
}) => {
  const [first, second] = await api.items(dataset.id);
  const box = { col_x: 40, row_y: 30, width: 200, height: 120 };
  const outline = { polygon: [[[40, 30, 240, 30, 40, 150]]] };
  interface Carried {
    objects: object[];
  }
  const carry = (item: { media_id: string }, objects: object[]) =>
    api.json<Carried>("patch", `/dataset/${dataset.id}/items/${item.media_id}`, { objects });
  const { objects } = await carry(first!, [{ label: "car", ...box, attributes: { color: "red" } }]);
  await carry(second!, [
    { label: "car", ...outline },
    { label: "pier", ...box },
  ]);
  await api.createSnapshot(dataset.id, "Before moving the car");

  await ownerPage.reload();
  const labels = ownerPage.getByRole("region", { name: "Objects", exact: true });
  await labels.getByRole("button", { name: "car 2", exact: true }).click();
  await view.expectCount(2);
  await labels.getByRole("button", { name: "With polygons 1", exact: true }).click();
  await view.expectCount(1);
  expect(await view.tileNames()).toEqual([second!.file_name]);
  await view.searchFor("object:car -has:polygon", 1);
  await view.searchFor("object:car attribute:color=blue", 0);
  await view.search.fill("attribute:color");
  const options = ownerPage.getByRole("listbox", { name: "Suggestions" }).getByRole("option");
  await expect(options.filter({ hasText: "attribute:color=red" })).toBeVisible();
  await view.searchFor("object:car attribute:color=red", 1);

  await carry(first!, [{ ...objects[0], col_x: 60 }]);
  const item = await view.openItem(first!.file_name);
  await item.getByText("History", { exact: true }).click();
  const history = item.getByRole("list", { name: "History" });
  await expect(history.getByText("car moved", { exact: true })).toBeVisible();
  await expect(history.getByText("1 box added: car", { exact: true })).toBeVisible();
});
