import { expect, test } from "../fixtures";
import { DatasetView } from "../pages/dataset-view";

test("a viewer sees everything and can change nothing, in the interface and behind it", async ({
  dataset,
  api,
  viewerPage,
}) => {
  const { snapshot_id } = await api.createSnapshot(dataset.id, "Old");
  await api.createSnapshot(dataset.id, "New");
  const view = new DatasetView(viewerPage);
  await view.open(dataset.id);
  await expect(viewerPage.getByRole("button", { name: "Add media" })).toBeDisabled();
  const more = await view.openMore();
  await expect(more.getByRole("menuitem", { name: "Delete dataset" })).toHaveAttribute("aria-disabled", "true");
  await viewerPage.keyboard.press("Escape");
  await view.select("image-1.jpg");
  for (const name of ["Tag", "Untag", "Label", "Unlabel", "Delete"])
    await expect(view.selection.getByRole("button", { name, exact: true })).toBeDisabled();
  await expect(view.selection).toContainText("needs the Editor or Owner role");

  const catalog = await view.openCatalog();
  await expect(catalog.createButton).toBeDisabled();
  const menu = await catalog.openMenu("Old");
  for (const name of ["Edit", "Clone", "Restore", "Remove"])
    await expect(menu.getByRole("menuitem", { name })).toHaveAttribute("aria-disabled", "true");
  await menu.getByRole("menuitem", { name: "Copy Snapshot ID" }).click();
  await expect(view.toast("Snapshot ID copied")).toBeVisible();

  for (const [method, path] of [
    ["post", ""],
    ["post", `/${snapshot_id}/restore`],
    ["post", `/${snapshot_id}/clone`],
    ["delete", `/${snapshot_id}`],
  ] as const) {
    const response = await viewerPage.request[method](`/api/v1/dataset/${dataset.id}/snapshot${path}`);
    expect(response.status(), `${method} ${path}`).toBe(403);
  }
});

test("a viewer may look, find and export, and is told why nothing else can be done", async ({
  dataset,
  viewerPage,
  api,
}) => {
  const [item] = await api.items(dataset.id);
  await api.json("patch", `/dataset/${dataset.id}/items/${item!.media_id}`, {
    objects: [{ label: "boat", col_x: 10, row_y: 10, width: 100, height: 80 }],
  });
  const view = new DatasetView(viewerPage);
  await view.open(dataset.id);
  await view.select("image-1.jpg");
  await view.selection.getByRole("button", { name: "More actions" }).click();
  await expect(viewerPage.getByRole("menuitem", { name: "Edit metadata" })).toHaveAttribute("aria-disabled", "true");
  for (const name of ["Find similar", "Export"])
    await expect(viewerPage.getByRole("menuitem", { name })).not.toHaveAttribute("aria-disabled", "true");
  await viewerPage.keyboard.press("Escape");
  // The keys for what is not allowed do nothing.
  for (const key of ["t", "l", "m", "Delete"]) await viewerPage.keyboard.press(key);
  await expect(viewerPage.getByRole("dialog")).toHaveCount(0);

  const opened = await view.openItem("image-1.jpg");
  await expect(opened).toContainText("needs the Editor or Owner role");
  for (const name of ["Edit caption", "Edit metadata", "Edit objects"])
    await expect(opened.getByRole("button", { name })).toBeDisabled();
  for (const name of ["Add a tag", "Add a label"]) await expect(opened.getByRole("combobox", { name })).toHaveCount(0);
  await expect(opened.getByRole("list", { name: "Objects" })).toContainText("boat");
  await expect(opened.getByRole("list", { name: "Similar items" }).getByRole("button").first()).toBeVisible();

  const numbers = { item_numbers: [[0, 5]] };
  for (const [method, path, data] of [
    ["post", "/items/tag", { ...numbers, tags: ["x"] }],
    ["post", "/items/label", { ...numbers, labels: ["x"] }],
    ["post", "/items/metadata", { ...numbers, field: "speed", value: 1, type: "float" }],
    ["delete", "/items", numbers],
    ["patch", `/items/${item!.media_id}`, { caption: "x" }],
    ["post", "/views", { name: "x", view: { q: "" } }],
    ["post", "/merge", { source_dataset_id: dataset.id }],
  ] as const) {
    const response = await viewerPage.request[method](`/api/v1/dataset/${dataset.id}${path}`, { data });
    expect([400, 403], `${method} ${path}: ${await response.text()}`).toContain(response.status());
    expect(response.status(), path).toBe(path === "/merge" ? 400 : 403);
  }
});
