import { expect, test } from "../fixtures";

test("classes keep their places while one is renamed, merged and brought back, and a viewer looks at them", async ({
  view,
  ownerPage,
  viewerPage,
  api,
  dataset,
}) => {
  const [first] = await api.items(dataset.id);
  const box = { col_x: 1, row_y: 1, width: 20, height: 10 };
  await api.json("patch", `/dataset/${dataset.id}/items/${first!.media_id}`, {
    objects: ["bus", "car", "person"].map((label) => ({ ...box, label })),
  });
  await view.open(dataset.id);
  await (await view.openMore()).getByRole("menuitem", { name: "Classes" }).click();
  const dialog = ownerPage.getByRole("dialog", { name: "Classes" });
  const classes = dialog.getByRole("list", { name: "Classes" }).getByRole("listitem");
  await expect(classes).toHaveText(["0bus", "1car", "2person"]);

  await dialog.getByRole("button", { name: "More about car" }).click();
  await ownerPage.getByRole("menuitem", { name: "Rename" }).click();
  await dialog.getByRole("textbox", { name: "New name of car" }).fill("automobile");
  await ownerPage.keyboard.press("Enter");
  await expect(classes).toHaveText(["0bus", "1automobile", "2person"]);

  await dialog.getByRole("button", { name: "More about bus" }).click();
  await ownerPage.getByRole("menuitem", { name: "Merge into another class" }).click();
  await dialog.getByRole("combobox", { name: "Merge bus into" }).selectOption("automobile");
  await dialog.getByRole("button", { name: "Merge", exact: true }).click();
  await expect(classes).toHaveText(["1automobile", "2person"]);
  await view.toast("bus merged into automobile").getByRole("button", { name: "Undo" }).click();
  await expect(classes).toHaveText(["0bus", "1automobile", "2person"]);
  const item = await api.json<{ objects: { label: string }[] }>(
    "get",
    `/dataset/${dataset.id}/items/${first!.media_id}`,
  );
  expect(item.objects.map(({ label }) => label)).toEqual(["bus", "automobile", "person"]);

  await viewerPage.goto(`/datasets/${dataset.id}`);
  await viewerPage.getByRole("button", { name: "More about this dataset" }).click();
  await viewerPage.getByRole("menuitem", { name: "Classes" }).click();
  const theirs = viewerPage.getByRole("dialog", { name: "Classes" });
  await expect(theirs.getByRole("listitem")).toHaveText(["0bus", "1automobile", "2person"]);
  await expect(theirs.getByRole("button", { name: "More about bus" })).toHaveCount(0);
  await expect(theirs.getByRole("textbox", { name: "New class" })).toHaveCount(0);
});
