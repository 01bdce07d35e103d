import type { Page } from "@playwright/test";
import { drawnImage, expect, test } from "../fixtures";
import type { DatasetView, ProcessAction } from "../pages/dataset-view";
import { withPausedWorker } from "./support";

interface Operation {
  readonly action: "Add media" | ProcessAction;
  readonly task: string;
  /** What goes on, as those read it who cannot start something else meanwhile. */
  readonly doing: string;
  readonly begin: (page: Page, view: DatasetView) => Promise<void>;
}

const OPERATIONS: readonly Operation[] = [
  {
    action: "Add media",
    task: "Media Addition",
    doing: "Media is being added",
    begin: async (page) => {
      const dialog = page.getByRole("dialog", { name: "Add media" });
      await dialog
        .getByLabel("Files", { exact: true })
        .first()
        .setInputFiles({ name: "new.jpg", mimeType: "image/jpeg", buffer: await drawnImage(31) });
      await dialog.getByRole("button", { name: "Add", exact: true }).click();
    },
  },
  {
    action: "Re-index",
    task: "Re-index",
    doing: "The dataset is being re-indexed",
    begin: (page) => page.getByRole("dialog", { name: "Re-index" }).getByRole("button", { name: "Yes" }).click(),
  },
  {
    action: "Enrich",
    task: "Enrichment",
    doing: "The dataset is being enriched",
    begin: async (page) => {
      const dialog = page.getByRole("dialog", { name: "Enrich" });
      await dialog.getByRole("checkbox", { name: "Colour and composition" }).check();
      await dialog.getByRole("button", { name: "Enrich with 1 model" }).click();
    },
  },
  {
    action: "Propagate labels",
    task: "Label Propagation",
    doing: "Labels are being propagated",
    begin: async (page) => {
      const dialog = page.getByRole("dialog", { name: "Propagate labels" });
      await dialog.getByRole("slider", { name: /confidence/ }).fill("0");
      await expect(dialog).toContainText("5 of 5 unlabelled items would get a label");
      await dialog.getByRole("button", { name: "Propagate", exact: true }).click();
    },
  },
  {
    action: "Import metadata",
    task: "Custom Metadata",
    doing: "Metadata is being imported",
    begin: async (page) => {
      const dialog = page.getByRole("dialog", { name: "Import metadata" });
      await dialog.getByLabel("Table").setInputFiles({
        name: "a.csv",
        mimeType: "text/csv",
        buffer: Buffer.from("file,weather\nimage-1.jpg,rain\n"),
      });
      await dialog.getByRole("button", { name: "Import 1 field" }).click();
    },
  },
];

/** Presses what begins the operation. */
const start = (view: DatasetView, action: Operation["action"]): Promise<void> =>
  action === "Add media" ? view.page.getByRole("button", { name: action, exact: true }).click() : view.process(action);

for (const { action, task, doing, begin } of OPERATIONS) {
  test(`${action}: Read Only and blocked controls while it waits; aborted in the tray, everything is as before`, async ({
    view,
    ownerPage,
    viewerPage,
    api,
    dataset,
  }) => {
    const [first] = await api.items(dataset.id);
    await api.json("post", `/dataset/${dataset.id}/items/label`, { item_ids: [first!.media_id], labels: ["coast"] });
    await ownerPage.reload();
    const before = await api.json<{ items: unknown[] }>("get", `/dataset/${dataset.id}/items?limit=500`);
    await withPausedWorker(async () => {
      await start(view, action);
      await begin(ownerPage, view);
      await expect(ownerPage.getByRole("dialog")).toBeHidden();
      await view.becomes("Read Only");
      const addMedia = ownerPage.getByRole("button", { name: "Add media", exact: true });
      await expect(addMedia).toBeDisabled();
      await expect(addMedia).toHaveAttribute("title", `${doing}. Adding media unlocks when it is done.`);
      const menu = await view.openProcess();
      for (const other of ["Enrich", "Propagate labels", "Import metadata", "Re-index"])
        await expect(menu.getByRole("menuitem", { name: other })).toHaveAttribute("aria-disabled", "true");
      await expect(menu).toContainText(`${doing}. Enrichment unlocks when it is done.`);
      await ownerPage.keyboard.press("Escape");
      await viewerPage.goto(`/datasets/${dataset.id}`);
      await expect(viewerPage.getByText("Read Only", { exact: true })).toBeVisible();
      await viewerPage.getByRole("button", { name: "Tasks", exact: true }).click();
      await expect(viewerPage.getByRole("button", { name: `Abort ${task}` })).toBeDisabled();

      await ownerPage.getByRole("button", { name: "Tasks", exact: true }).click();
      const tray = ownerPage.getByRole("dialog", { name: "Tasks of this dataset" });
      await expect(tray.getByRole("listitem").first()).toContainText(task);
      await tray.getByRole("button", { name: `Abort ${task}` }).click();
      await expect(tray.getByRole("listitem").first()).toContainText("Aborted");
      await ownerPage.keyboard.press("Escape");
    });
    await view.becomes("Ready");
    await expect(ownerPage.getByRole("button", { name: "Add media", exact: true })).toBeEnabled();
    const menu = await view.openProcess();
    for (const other of await menu.getByRole("menuitem").all())
      await expect(other).not.toHaveAttribute("aria-disabled", "true");
    await ownerPage.keyboard.press("Escape");
    const comparable = (page: { items: unknown[] }) =>
      JSON.stringify(page.items).replace(/[?&](expires|signature)=[^"&]+/g, "");
    expect(comparable(await api.json("get", `/dataset/${dataset.id}/items?limit=500`))).toBe(comparable(before));
  });
}

test("an import of nothing usable fails, says why in the Task Manager, and leaves the dataset as it was", async ({
  view,
  ownerPage,
  dataset,
}) => {
  await ownerPage.getByRole("button", { name: "Add media" }).click();
  const dialog = ownerPage.getByRole("dialog", { name: "Add media" });
  await dialog
    .getByLabel("Files", { exact: true })
    .first()
    .setInputFiles({ name: "broken.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no image at all") });
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await view.told("Media could not be added", "broken.jpg could not be used: not an image or a video");
  await view.becomes("Ready");
  await ownerPage.goto(`/tasks?dataset_id=${dataset.id}&task_status=FAILED`);
  const row = ownerPage.getByRole("row").filter({ hasText: "Media Addition" });
  await row.getByRole("button", { name: "Details" }).click();
  await expect(ownerPage.locator("pre")).toContainText("broken.jpg could not be used: not an image or a video");
  await expect(row.getByRole("button", { name: "Retry" })).toBeEnabled();
});

test.describe("of a dataset that was imported", () => {
  test.use({ fresh: true });

  test("the Task Manager sorts by its columns and keeps that in the address", async ({
    view,
    ownerPage,
    api,
    dataset,
  }) => {
    await api.createSnapshot(dataset.id, "One");
    await api.run(`/dataset/${dataset.id}/reindex`);
    await expect(view.snapshotsButton).toBeVisible();
    await ownerPage.goto(`/tasks?dataset_id=${dataset.id}`);
    const rows = ownerPage.getByRole("row").filter({ has: ownerPage.getByRole("cell") });
    await expect(rows).toHaveCount(3);
    await expect(rows.first()).toContainText("Re-index");
    await ownerPage.getByRole("button", { name: "Task", exact: true }).click();
    await expect(ownerPage).toHaveURL(/sort_by=task_type/);
    await expect(ownerPage.getByRole("columnheader", { name: "Task", exact: true })).toHaveAttribute(
      "aria-sort",
      "descending",
    );
    await ownerPage.getByRole("button", { name: "Task", exact: true }).click();
    await expect(rows.first()).toContainText("Dataset Creation");
    await ownerPage.reload();
    await expect(rows.first()).toContainText("Dataset Creation");
    await ownerPage.getByRole("combobox", { name: "Time" }).selectOption("Last 24 hours");
    await expect(ownerPage).toHaveURL(/start_time_from=/);
    await expect(rows).toHaveCount(3);
  });
});
