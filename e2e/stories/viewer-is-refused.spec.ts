import { expect, test } from "../fixtures";
import { DatasetView } from "../pages/dataset-view";

test("a viewer sees everything and can change nothing, in the interface and behind it", async ({ dataset, api, viewerPage }) => {
  const { snapshot_id } = await api.createSnapshot(dataset.id, "Old");
  await api.createSnapshot(dataset.id, "New");
  const view = new DatasetView(viewerPage);
  await view.open(dataset.id);
  await expect(viewerPage.getByRole("button", { name: "Add media" })).toBeDisabled();
  await expect(viewerPage.getByRole("button", { name: "Delete dataset" })).toBeDisabled();
  await view.select("image-1.jpg");
  for (const name of ["Tag", "Untag", "Label", "Unlabel", "Delete"]) await expect(view.selection.getByRole("button", { name, exact: true })).toBeDisabled();
  await expect(view.selection).toContainText("needs the Editor or Owner role");

  const catalog = await view.openCatalog();
  await expect(catalog.createButton).toBeDisabled();
  const menu = await catalog.openMenu("Old");
  for (const name of ["Edit", "Clone", "Restore", "Remove"]) await expect(menu.getByRole("menuitem", { name })).toHaveAttribute("aria-disabled", "true");
  await menu.getByRole("menuitem", { name: "Copy Snapshot ID" }).click();
  await expect(view.toast("Snapshot ID copied")).toBeVisible();

  for (const [method, path] of [["post", ""], ["post", `/${snapshot_id}/restore`], ["post", `/${snapshot_id}/clone`], ["delete", `/${snapshot_id}`]] as const) {
    const response = await viewerPage.request[method](`/api/v1/dataset/${dataset.id}/snapshot${path}`);
    expect(response.status(), `${method} ${path}`).toBe(403);
  }
});
