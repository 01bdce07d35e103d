import { expect, test } from "../fixtures";
import { DatasetView } from "../pages/dataset-view";
import { shown } from "../waiting";

test("inputs of several datasets are found on one page, added to a new dataset, and removed with one undo", async ({
  ownerPage,
  api,
  dataset,
}) => {
  // A dataset of their own beside the clone, whose items have the same names.
  const other = await api.run(`/dataset/${dataset.id}/snapshot/current/clone`);
  const names = new Map([
    [dataset.id, `Near ${dataset.id.slice(0, 8)}`],
    [other, `Distant ${dataset.id.slice(0, 8)}`],
  ]);
  for (const [id, display_name] of names) await api.json("patch", `/dataset/${id}`, { display_name });
  const [near, distant] = [...names.values()] as [string, string];
  const [tagged] = await api.items(other);
  await api.tag(other, [tagged!.media_id], "night");
  const view = new DatasetView(ownerPage);

  await ownerPage.goto(`/datasets/${dataset.id}`);
  await ownerPage.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Inputs" }).click();
  await expect(ownerPage.getByRole("heading", { name: "Inputs", exact: true })).toBeVisible();
  await view.filters.getByRole("searchbox", { name: "Find a value" }).fill(dataset.id.slice(0, 8));
  for (const name of [near, distant])
    await view
      .facet("Datasets")
      .getByRole("button", { name: `${name} 6`, exact: true })
      .click();
  await view.expectCount(12);
  await view.searchFor("tag:night", 1);
  await view.searchFor("", 12);

  // One of each: a range over both.
  await view.tile("image-6.jpg").first().click();
  await view
    .tile("image-1.jpg")
    .nth(1)
    .click({ modifiers: ["ControlOrMeta"] });
  await expect(view.selection).toContainText("2 items selected");
  const window = await view.openDatasets("2 inputs");
  await window.getByRole("button", { name: "New dataset" }).click();
  const made = `Made of both ${dataset.id.slice(0, 8)}`;
  await window.getByRole("searchbox", { name: "Name of the new dataset" }).fill(made);
  await window.getByRole("button", { name: "Add new dataset" }).click();
  await expect(window.getByRole("radio", { name: made })).toBeChecked();
  await expect(window.getByRole("status")).toContainText(`Adds 2 items to “${made}”`);
  await window.getByRole("button", { name: "Add Inputs" }).click();
  const target = (await api.json<{ id: string; display_name: string }[]>("get", "/datasets")).find(
    ({ display_name }) => display_name === made,
  )!.id;
  await shown(ownerPage.request, target, view.toast("Inputs added").first());
  await expect(view.toast("Inputs added")).toContainText("Added 2 items of");
  expect((await api.items(target)).map(({ file_name }) => file_name).sort()).toEqual(["image-1.jpg", "image-6.jpg"]);
  expect(await api.items(dataset.id)).toHaveLength(6);

  // Again: all that match, of which two are there, and each file is in both datasets.
  const again = await view.openDatasets("2 inputs");
  await again.getByRole("checkbox", { name: "Apply to all search results" }).check();
  await expect(ownerPage.getByRole("dialog", { name: "12 inputs" })).toBeVisible();
  await again.getByRole("radio", { name: made }).check();
  await expect(again.getByRole("status")).toContainText("Adds 4 items");
  await expect(again.getByRole("status")).toContainText("4 items are there already and skipped");
  await expect(again.getByRole("status")).toContainText("4 items have the file of another one");

  await again.getByRole("checkbox", { name: "Apply to all search results" }).uncheck();
  await again.getByRole("radio", { name: "Remove" }).check();
  for (const name of [near, distant]) await again.getByRole("checkbox", { name }).check();
  await expect(again.getByRole("status")).toContainText("Deletes 2 items from 2 datasets");
  await again.getByRole("button", { name: "Remove Inputs" }).click();
  await view.expectCount(10);
  await expect(view.selection).toBeHidden();
  await view.toast("2 items removed").getByRole("button", { name: "Undo" }).click();
  await view.expectCount(12);

  // An item is looked at where it is.
  await view.tile("image-3.jpg").nth(1).dblclick();
  await expect(ownerPage.getByRole("dialog", { name: "image-3.jpg" })).toBeVisible();
  await expect(ownerPage).toHaveURL(/\/datasets\/[0-9a-f-]{36}\?item=/);
  await ownerPage.goBack();
  await view.expectCount(12);

  // All of it, into the other dataset.
  await api.json("delete", `/dataset/${dataset.id}/items`, {
    item_ids: (await api.items(dataset.id)).slice(2).map(({ media_id }) => media_id),
  });
  await view.open(dataset.id);
  await view.process("Merge another dataset in…");
  const merging = ownerPage.getByRole("dialog", { name: "Merge another dataset in" });
  await merging.getByRole("searchbox", { name: "Search datasets" }).fill(distant);
  await merging.getByRole("radio", { name: distant }).check();
  await expect(merging.getByRole("status")).toContainText(`Adds 4 items to “${near}”`);
  await merging.getByRole("button", { name: "Merge", exact: true }).click();
  await view.told("Dataset merged", "Added 4 items");
  await view.expectCount(6);
  for (const id of [other, target]) await api.json("delete", `/dataset/${id}`);
});

test("a viewer adds from a dataset to one of their own, and removes nothing from it", async ({
  dataset,
  viewerPage,
}) => {
  const view = new DatasetView(viewerPage);
  await viewerPage.goto(`/inputs?dataset=${dataset.id}`);
  await view.expectCount(6);
  await view.select("image-1.jpg");
  const window = await view.openDatasets("1 input");
  await expect(window.getByRole("button", { name: "Add Inputs" })).toBeDisabled();
  await expect(window.getByRole("radio", { name: dataset.name })).toHaveCount(0);
  await window.getByRole("radio", { name: "Remove" }).check();
  await expect(window.getByRole("checkbox", { name: dataset.name })).toBeDisabled();
  await expect(window.getByRole("list", { name: "Datasets" })).toContainText("needs the Editor or Owner role");
  await expect(window.getByRole("button", { name: "Remove Inputs" })).toBeDisabled();
  const body = { data: { sources: [{ source_dataset_id: dataset.id }] } };
  const mine = (await (
    await viewerPage.request.post("/api/v1/dataset", { data: { name: `Mine ${dataset.id.slice(0, 8)}` } })
  ).json()) as { dataset_id: string };
  expect((await viewerPage.request.post(`/api/v1/dataset/${mine.dataset_id}/merge_preview`, body)).status()).toBe(200);
  const back = { data: { sources: [{ source_dataset_id: mine.dataset_id }] } };
  expect((await viewerPage.request.post(`/api/v1/dataset/${dataset.id}/merge_preview`, back)).status()).toBe(403);
  await viewerPage.request.delete(`/api/v1/dataset/${mine.dataset_id}`);
});
