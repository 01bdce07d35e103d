import { expect, test } from "../fixtures";
import { withPausedWorker } from "./support";

test("while a restore is under way the dataset is Read Only, the badge says Restoring, and other operations are refused", async ({
  view,
  api,
  dataset,
  ownerPage,
}) => {
  const { snapshot_id } = await api.createSnapshot(dataset.id, "Target");
  await api.tag(dataset.id, [(await api.items(dataset.id))[0]!.media_id], "x");
  await api.createSnapshot(dataset.id, "Later");
  const catalog = await view.openCatalog();
  await expect(catalog.entry("Target")).toBeVisible();
  await withPausedWorker(async () => {
    await catalog.choose("Target", "Restore");
    await catalog.dialog("Restore Snapshot").getByRole("button", { name: "Yes" }).click();
    await expect(catalog.entry("Target")).toContainText("Restoring");
    await expect(catalog.createButton).toBeDisabled();
    await expect(catalog.drawer).toContainText("A snapshot is being restored. Snapshots unlock when it is done.");
    const menu = await catalog.openMenu("Target");
    for (const name of ["Restore", "Clone", "Remove"])
      await expect(menu.getByRole("menuitem", { name })).toHaveAttribute("aria-disabled", "true");
    await expect(menu.getByRole("menuitem", { name: "Edit" })).not.toHaveAttribute("aria-disabled", "true");
    await ownerPage.keyboard.press("Escape");
    await catalog.close();
    await view.becomes("Read Only");
    await expect(view.tile("image-1.jpg")).toBeVisible();
    for (const path of ["", `/${snapshot_id}/restore`]) {
      const response = await ownerPage.request.post(`/api/v1/dataset/${dataset.id}/snapshot${path}`, { data: {} });
      expect(response.status()).toBe(409);
      expect(((await response.json()) as { detail: string }).detail).toMatch(
        /is blocked while SNAPSHOT_RESTORE task is running/,
      );
    }
    const more = await view.openMore();
    for (const name of ["Clone", "Delete Dataset"])
      await expect(more.getByRole("menuitem", { name })).toHaveAttribute("aria-disabled", "true");
    await ownerPage.keyboard.press("Escape");
    await ownerPage.goto(`/datasets?q=${encodeURIComponent(dataset.name)}&status=READ_ONLY`);
    await ownerPage.getByRole("button", { name: `Actions for ${dataset.name}` }).click();
    for (const name of ["Clone", "Delete dataset"])
      await expect(ownerPage.getByRole("menuitem", { name })).toHaveAttribute("aria-disabled", "true");
    await expect(ownerPage.getByRole("menu")).toContainText(
      "A snapshot is being restored. Cloning unlocks when it is done.",
    );
    await ownerPage.keyboard.press("Escape");
    await ownerPage.getByRole("checkbox", { name: `Select ${dataset.name}` }).check();
    await ownerPage.getByRole("region", { name: "Selection" }).getByRole("button", { name: "Delete" }).click();
    await expect(ownerPage.getByRole("dialog")).toContainText(
      "A snapshot is being restored. Deleting the dataset unlocks when it is done.",
    );
    await ownerPage.goto(`/tasks?dataset_id=${dataset.id}`);
    await expect(ownerPage.getByRole("row").filter({ hasText: "Snapshot Restore" })).toContainText(
      /Initializing|Running/,
    );
    await view.open(dataset.id);
  });
  await view.becomes("Ready");
  await view.openCatalog();
  await catalog.becomesCurrent(catalog.entry("Target"));
});

test("while a clone is under way only that snapshot's Restore, Clone and Remove are closed", async ({
  view,
  api,
  dataset,
  ownerPage,
}) => {
  await api.createSnapshot(dataset.id, "Source");
  await api.createSnapshot(dataset.id, "Other");
  const catalog = await view.openCatalog();
  await withPausedWorker(async () => {
    await catalog.choose("Source", "Clone");
    await catalog.dialog("Clone Snapshot").getByRole("button", { name: "Yes" }).click();
    await expect(catalog.entry("Source")).toContainText("Cloning");
    const menu = await catalog.openMenu("Source");
    for (const name of ["Restore", "Clone", "Remove"])
      await expect(menu.getByRole("menuitem", { name })).toHaveAttribute("aria-disabled", "true");
    await ownerPage.keyboard.press("Escape");
    await expect(catalog.createButton).toBeEnabled();
    await catalog.create("Meanwhile");
    await expect(catalog.entry("Meanwhile")).toBeVisible();
  });
  await view.told("Snapshot cloned");
  await expect(catalog.entry("Source")).not.toContainText("Cloning");
  const clones = (await api.json<{ id: string; source_dataset_id: string }[]>("get", "/datasets")).filter(
    (other) => other.source_dataset_id === dataset.id,
  );
  expect(clones).toHaveLength(1);
  await api.json("delete", `/dataset/${clones[0]!.id}`);
});

test("a task is aborted in the Task Manager, and everything is as before", async ({
  view,
  api,
  dataset,
  ownerPage,
}) => {
  await api.createSnapshot(dataset.id, "Target");
  await api.tag(dataset.id, [(await api.items(dataset.id))[0]!.media_id], "x");
  const catalog = await view.openCatalog();
  await expect(catalog.entry("Target")).toContainText("1 change since");
  const oldest = (await catalog.entries().last().getByRole("heading").textContent())!;
  await withPausedWorker(async () => {
    await catalog.choose(oldest, "Restore");
    await catalog.dialog("Restore Snapshot").getByRole("button", { name: "Yes" }).click();
    await expect(catalog.entry(oldest)).toContainText("Restoring");
    await ownerPage.goto(`/tasks?dataset_id=${dataset.id}`);
    const row = ownerPage.getByRole("row").filter({ hasText: "Snapshot Restore" });
    await row.getByRole("button", { name: "Abort" }).click();
    await expect(row).toContainText("Aborted");
  });
  await view.open(dataset.id);
  await view.becomes("Ready");
  expect((await api.items(dataset.id))[0]!.tags).toEqual(["x"]);
});

test("while an operation holds the dataset every edit says why, and comes back by itself; looking goes on", async ({
  view,
  api,
  dataset,
  ownerPage,
}) => {
  await api.tag(
    dataset.id,
    (await api.items(dataset.id)).slice(0, 2).map((item) => item.media_id),
    "night",
  );
  await view.select("image-1.jpg", "image-2.jpg");
  const why = "The dataset is being re-indexed. Editing unlocks when it is done.";
  await withPausedWorker(async () => {
    await ownerPage.request.post(`/api/v1/dataset/${dataset.id}/reindex`);
    await view.becomes("Read Only");
    await expect(view.selection).toContainText(why);
    await expect(view.selection).toContainText("2 items selected");
    for (const name of ["Tag", "Untag", "Label", "Unlabel", "Delete"])
      await expect(view.selection.getByRole("button", { name, exact: true })).toBeDisabled();
    await view.selection.getByRole("button", { name: "More actions" }).click();
    await expect(ownerPage.getByRole("menuitem", { name: "Edit metadata" })).toHaveAttribute("aria-disabled", "true");
    await ownerPage.keyboard.press("Escape");
    await ownerPage.keyboard.press("t");
    await expect(ownerPage.getByRole("dialog")).toHaveCount(0);
    // Its inputs can be added to another dataset meanwhile; removing them, and adding to it, is closed.
    const datasets = await view.openDatasets("2 inputs");
    await datasets.getByRole("radio", { name: "Remove" }).check();
    await expect(datasets.getByRole("checkbox", { name: dataset.name })).toBeDisabled();
    await expect(datasets.getByRole("list", { name: "Datasets" })).toContainText(why);
    await ownerPage.keyboard.press("Escape");
    await ownerPage.goto("/inputs");
    await view.tile("image-1.jpg").first().click();
    const window = await view.openDatasets("1 input");
    await window.getByRole("checkbox", { name: "Apply to all search results" }).check();
    await window.getByRole("searchbox", { name: "Select Datasets" }).fill(dataset.name);
    await expect(window.getByRole("radio", { name: dataset.name, exact: false }).first()).toBeDisabled();
    await expect(window.getByRole("list", { name: "Datasets" })).toContainText("Adding items unlocks when it is done.");
    await view.open(dataset.id);
    await view.select("image-1.jpg", "image-2.jpg");
    await view.facet("Tags").getByRole("button", { name: "night 2", exact: true }).click();
    await view.expectCount(2);
    const opened = await view.openItem("image-2.jpg");
    await expect(opened).toContainText(why);
    for (const name of ["Edit caption", "Edit metadata", "Edit objects"])
      await expect(opened.getByRole("button", { name })).toBeDisabled();
    await ownerPage.keyboard.press("Escape");
    const response = await ownerPage.request.post(`/api/v1/dataset/${dataset.id}/items/tag`, {
      data: { q: "", tags: ["x"] },
    });
    expect(response.status()).toBe(409);
  });
  await view.becomes("Ready");
  await expect(view.selection.getByRole("button", { name: "Tag", exact: true })).toBeEnabled();
  await expect(view.selection).not.toContainText(why);
});
