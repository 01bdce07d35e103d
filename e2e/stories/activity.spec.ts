import { emailOf, expect, test } from "../fixtures";
import { DatasetView } from "../pages/dataset-view";

test("one change of somebody's is found, looked at and taken back; what came later stays, and it can be undone @slow", async ({
  view,
  ownerPage,
  editorPage,
  api,
  dataset,
}) => {
  const other = new DatasetView(editorPage);
  await other.open(dataset.id);
  await other.select("image-1.jpg", "image-2.jpg", "image-3.jpg");
  await other.apply("Tag", "mistake");
  await expect(other.toast("3 items tagged")).toBeVisible();
  const [first] = await api.items(dataset.id);
  await api.tag(dataset.id, [first!.media_id], "good");

  await ownerPage.getByRole("link", { name: "Activity", exact: true }).click();
  const activity = ownerPage.getByRole("region", { name: "Activity", exact: true });
  await expect(activity.getByText("tagged “good”")).toBeVisible();
  // A change that somebody makes meanwhile comes by itself.
  await api.tag(dataset.id, [first!.media_id], "live");
  await expect(activity.getByText("tagged “live”")).toBeVisible();
  await activity.getByRole("combobox", { name: "Who" }).selectOption(emailOf("editor"));
  await expect(activity.getByText("tagged “good”")).toBeHidden();
  await expect(activity.getByText("in the browser")).toBeVisible();
  expect(new URL(ownerPage.url()).searchParams.get("actor")).toBe(emailOf("editor"));

  await activity.getByRole("button", { name: "3 items: tagged “mistake”" }).click();
  await view.expectCount(3);
  await expect(view.tile("image-2.jpg")).toBeVisible();
  await view.searchFor(`by:${emailOf("editor")} tag:good`, 1);
  await ownerPage.getByRole("link", { name: "Activity", exact: true }).click();

  await activity.getByRole("button", { name: "Take back: tagged “mistake”" }).click();
  const dialog = ownerPage.getByRole("dialog", { name: "Take back this change" });
  await expect(dialog).toContainText("3 items change back.");
  await dialog.getByRole("button", { name: "Take back", exact: true }).click();
  await expect(view.toast("3 items taken back: tagged “mistake”")).toBeVisible();
  await expect(activity.getByText("Taken back", { exact: true })).toBeVisible();
  const tags = async () => (await api.items(dataset.id)).map((item) => item.tags.join());
  await expect.poll(tags).toEqual(["good,live", "", "", "", "", ""]);
  await view.toast("3 items taken back").getByRole("button", { name: "Undo" }).click();
  await expect.poll(tags).toEqual(["good,live,mistake", "mistake", "mistake", "", "", ""]);
});

test("a Viewer reads what changed and takes nothing back", async ({ viewerPage, api, dataset }) => {
  const [first] = await api.items(dataset.id);
  await api.tag(dataset.id, [first!.media_id], "seen");
  await viewerPage.goto(`/datasets/${dataset.id}?tab=activity`);
  await expect(viewerPage.getByText("tagged “seen”")).toBeVisible();
  await expect(viewerPage.getByRole("button", { name: "Take back: tagged “seen”" })).toBeDisabled();
});
