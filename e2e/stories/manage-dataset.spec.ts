import { expect, test } from "../fixtures";

test("a dataset gets a cover, opens with a search of one's own, and leaves the trash for ever", async ({
  view,
  ownerPage,
  api,
  dataset,
}) => {
  const ids = (await api.items(dataset.id)).map((item) => item.media_id);
  await api.tag(dataset.id, ids.slice(0, 2), "day");
  await (await view.openMore()).getByRole("menuitem", { name: "Change cover image" }).click();
  const dialog = ownerPage.getByRole("dialog", { name: "Change cover image" });
  await dialog.getByRole("button", { name: "image-5.jpg" }).click();
  await expect(dialog).toBeHidden();
  const covers = async () =>
    api.json<{ cover_chosen: boolean }>("get", `/dataset/${dataset.id}`).then(({ cover_chosen }) => cover_chosen);
  expect(await covers()).toBe(true);

  await view.facet("Tags").getByRole("button", { name: "day 2", exact: true }).click();
  await view.expectCount(2);
  await ownerPage.getByRole("button", { name: "Saved views" }).click();
  await ownerPage.getByRole("button", { name: "Open with this search" }).click();
  await expect(ownerPage.getByText("The dataset opens with this search")).toBeVisible();
  await ownerPage.goto(`/datasets/${dataset.id}`);
  await view.expectCount(2);
  await ownerPage.getByRole("button", { name: "Remove filter tag:day" }).click();
  await view.expectCount(6);
  await ownerPage.reload();
  await view.expectCount(6);

  const { dataset_id: draft } = await api.json<{ dataset_id: string }>("post", "/dataset", { name: "Given up" });
  await api.json("delete", `/dataset/${draft}`);
  await ownerPage.goto("/datasets?view=trash");
  const row = ownerPage.getByRole("listitem", { name: "Given up" }).first();
  await row.getByRole("button", { name: "Delete Given up for ever" }).click();
  await ownerPage.getByRole("dialog").getByRole("button", { name: "Delete for ever" }).click();
  await expect(ownerPage.getByText("Dataset deleted for ever")).toBeVisible();
  await expect(row).toHaveCount(0);
});
