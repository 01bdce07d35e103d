import { expect, test } from "../fixtures";
import { DatasetView } from "../pages/dataset-view";

test("any version is found, looked at and named by its ID, and Now comes back", async ({ view, api, dataset }) => {
  const { page } = view;
  const { snapshot_id } = await api.createSnapshot(dataset.id, "Kept");
  const ids = (await api.items(dataset.id)).map((item) => item.media_id);
  await api.tag(dataset.id, ids.slice(0, 2), "night");
  await expect(view.version).toContainText("Now · 2 changes since Kept");
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole("button", { name: "Copy dataset ID", exact: true }).click();
  await expect(view.toast("Dataset ID copied")).toBeVisible();
  expect(await copied()).toBe(dataset.id);

  // What is there now is in no snapshot.
  await page.getByRole("button", { name: "Copy version ID" }).click();
  await expect(view.toast("What is there now has no version ID yet")).toBeVisible();

  await view.selectVersion("Kept");
  await expect(page).toHaveURL(new RegExp(`snapshot=${snapshot_id}`));
  await expect(page.getByRole("status").filter({ hasText: "You are looking at Kept" })).toBeVisible();
  await page.getByRole("button", { name: "Copy version ID" }).click();
  await expect(view.toast("Version ID copied")).toBeVisible();
  expect(await copied()).toBe(snapshot_id);
  await view.select("image-1.jpg");
  await expect(view.selection.getByRole("button", { name: "Tag", exact: true })).toBeDisabled();
  await view.selectVersion("Now");
  await expect(page).not.toHaveURL(/snapshot=/);
  await expect(view.facet("Tags").getByRole("button", { name: "night 2", exact: true })).toBeVisible();
});

test("the overview has the notes, and the items are found again as they were left", async ({
  view,
  viewerPage,
  api,
  dataset,
}) => {
  const { page } = view;
  const ids = (await api.items(dataset.id)).map((item) => item.media_id);
  await api.tag(dataset.id, ids.slice(0, 4), "night");
  await view.searchFor("tag:night", 4);
  await view.select("image-2.jpg", "image-3.jpg");
  await page.getByRole("link", { name: "Overview", exact: true }).click();
  await expect(page).toHaveURL(/q=tag%3Anight&tab=overview/);
  await expect(view.tile("image-2.jpg")).toBeHidden();
  // What is out of sight is not edited.
  await page.keyboard.press("t");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.getByRole("button", { name: "Write notes" }).click();
  const dialog = page.getByRole("dialog", { name: "Notes" });
  await dialog
    .getByRole("textbox", { name: "Notes in Markdown" })
    .fill("Seen from the **pier**, by [us](https://example.org)");
  await dialog.getByRole("button", { name: "Save" }).click();
  const notes = page.getByRole("region", { name: "Notes" });
  await expect(notes.getByRole("link", { name: "us" })).toHaveAttribute("rel", "noopener nofollow");
  await page.getByRole("link", { name: "Items", exact: true }).click();
  await expect(view.selection).toContainText("2 items selected");
  await view.expectCount(4);
  await page.goBack();
  await expect(notes).toContainText("Seen from the pier");

  await viewerPage.goto(`/datasets/${dataset.id}?tab=overview`);
  await expect(viewerPage.getByRole("region", { name: "Notes" })).toContainText("Seen from the pier");
  await expect(viewerPage.getByRole("button", { name: "Edit notes" })).toHaveCount(0);
  const asViewer = new DatasetView(viewerPage);
  const menu = await asViewer.openMore();
  for (const name of ["Clone", "Edit notes", "Change cover image", "Delete Dataset"])
    await expect(menu.getByRole("menuitem", { name })).toHaveAttribute("aria-disabled", "true");
});
