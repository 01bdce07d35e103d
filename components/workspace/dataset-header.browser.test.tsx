import { beforeEach, describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { expectInReach, expectNoSidewaysScroll, expectTouchable, WIDTHS, withTouch } from "@/components/testing/fit";
import { render } from "@/components/testing/render";
import { appliedModelWith, comparisonWith, datasetWith, entryWith, ODD_NAMES } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import type { DatasetDto } from "@/lib/datasets/schema";
import { DatasetHeader } from "./dataset-header";
import { SnapshotBanner } from "./snapshot-banner";
import { WorkspaceProvider } from "./workspace";

const VERSION = entryWith({ snapshot_name: "Complete labels v1", is_current: true });
const BUSY = {
  task_id: "71111111-1111-4111-8111-111111111111",
  task_type: "MEDIA_ADDITION",
  progress_percentage: 27,
  status_message: "Read 16 of 60 files",
} as const;

/** What the server says of the dataset, and of the version that it stands on. */
function given(dataset: DatasetDto, { version = VERSION, comparison = comparisonWith() } = {}) {
  const url = `GET /dataset/${dataset.id}`;
  server.on(url, () => dataset);
  server.on(`${url}/items`, () => ({ items: [], total: 0, state_id: dataset.state_id, offset: 0 }));
  server.on(`${url}/snapshot/current`, () => version);
  server.on(`${url}/snapshot/${version.snapshot_id}`, () => version);
  server.on(`${url}/snapshot/${version.snapshot_id}/compare/head`, () => comparison);
}

const show = (dataset: DatasetDto) =>
  render(
    <WorkspaceProvider initialDataset={dataset} initialItems={null}>
      <DatasetHeader />
      <SnapshotBanner snapshotId={VERSION.snapshot_id} />
    </WorkspaceProvider>,
  );
const button = (name: string | RegExp) => page.getByRole("button", { name, exact: true });

describe.each(WIDTHS)("at %d px", (width) => {
  beforeEach(() => page.viewport(width, 800));

  it.each(["OWNER", "VIEWER"] as const)("a task that comes and goes moves nothing below: %s", async (role) => {
    const height = async (dataset: DatasetDto) => {
      given(dataset);
      const { container, unmount } = await show(dataset);
      await expect.element(page.getByText("1,204 images")).toBeInTheDocument();
      const { height: found } = container.firstElementChild!.getBoundingClientRect();
      await unmount();
      return Math.round(found);
    };
    const dataset = datasetWith({ role, n_images: 1204, n_videos: 3 });
    const busy = { ...BUSY, status_message: `Reading ${"a long name ".repeat(20)}` };
    expect(await height({ ...dataset, active_task: busy })).toBe(await height(dataset));
  });

  it.each(ODD_NAMES)("everything is in reach whatever the names: %s", async (name) => {
    const dataset = datasetWith({
      display_name: name,
      status: "READ_ONLY",
      active_task: { ...BUSY, status_message: `Restoring “${name}”` },
      fatal_error_msg: name,
    });
    given(dataset, {
      version: { ...VERSION, snapshot_name: name },
      comparison: comparisonWith({ changed: 1204, by_kind: { tags: 1204 } }),
    });
    await show(dataset);
    const chip = button(`Version: ${name} · 1,204 changes`);
    await expect.element(chip).toBeVisible();
    for (const one of [
      chip,
      ...["Snapshots", "Add media", "Process", "Share", "Tasks", "More about this dataset"].map(button),
    ])
      await expectInReach(one);
    await expectInReach(page.getByText("Read Only", { exact: true }));
    await expectInReach(button("Back to the current data"));
    expectNoSidewaysScroll();
    await chip.click();
    await expectInReach(button("Discard changes"));
    expectNoSidewaysScroll(page.getByRole("dialog", { name: "Version" }).element());
  });
});

describe("the header", () => {
  beforeEach(() => page.viewport(1440, 800));

  it("says which version one stands on, what changed since, and lets both be acted on", async () => {
    const dataset = datasetWith();
    given(dataset, { comparison: comparisonWith({ added: 4, changed: 29, by_kind: { tags: 29, labels: 12 } }) });
    await show(dataset);
    const chip = button("Version: Complete labels v1 · 33 changes");
    await chip.click();
    const about = page.getByRole("dialog", { name: "Version" });
    await expect.element(about).toHaveTextContent("33 changes since");
    await expect.element(about).toHaveTextContent("Tags changed on 29 items, labels on 12; 4 items added.");
    await about.getByRole("button", { name: "Discard changes" }).click();
    await expect.element(page.getByRole("dialog", { name: "Discard changes" })).toHaveTextContent("Complete labels v1");
    await userEvent.keyboard("{Escape}");
    await expect.element(chip).toHaveFocus();
    await chip.click();
    await button("Create a snapshot").click();
    await expect.element(page.getByRole("dialog", { name: "Create Snapshot" })).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await expect.element(chip).toHaveFocus();
  });

  it("has nothing to discard where nothing changed", async () => {
    const dataset = datasetWith();
    given(dataset);
    await show(dataset);
    await button("Version: Complete labels v1").click();
    await expect.element(page.getByText("Nothing changed since", { exact: true })).toBeVisible();
    await expect.element(button("Discard changes")).not.toBeInTheDocument();
  });

  it("tells of models that left no trace on an item, and lets them be discarded", async () => {
    const dataset = datasetWith();
    const models = { added: [appliedModelWith({ name: "CLIP" })], removed: [], changed: [] };
    given(dataset, { comparison: comparisonWith({ models }) });
    await show(dataset);
    await button("Version: Complete labels v1").click();
    const about = page.getByRole("dialog", { name: "Version" });
    await expect.element(about).toHaveTextContent("No item changed sinceEnriched with CLIP.");
    await expect.element(about.getByRole("button", { name: "Discard changes" })).toBeEnabled();
  });

  it("keeps what is processed in one menu, and deleting far from sharing", async () => {
    const dataset = datasetWith();
    given(dataset);
    await show(dataset);
    await button("Process").click();
    await expect
      .poll(() =>
        page
          .getByRole("menuitem")
          .elements()
          .map((item) => item.textContent),
      )
      .toEqual([
        "Enrich",
        "Propagate labels",
        "Import metadata",
        "Import annotations",
        "Re-index",
        "Merge another dataset in…",
        "Assign splits",
      ]);
    await userEvent.keyboard("{Escape}");
    await button("More about this dataset").click();
    await expect
      .poll(() =>
        page
          .getByRole("menuitem")
          .elements()
          .map((item) => item.textContent),
      )
      .toEqual(["Export", "Classes", "Copy dataset ID", "Change cover image", "Delete dataset"]);
    await page.getByRole("menuitem", { name: "Delete dataset" }).click();
    await expect.element(page.getByRole("dialog", { name: "Delete dataset" })).toBeVisible();
  });

  it("says why nothing can be processed, once, where a finger reads it too", async () => {
    const why = "Media is being added. Enrichment unlocks when it is done.";
    const dataset = datasetWith({ can: { enrichment: why, reindex: why } });
    given(dataset);
    await show(dataset);
    await button("Process").click();
    await expect.element(page.getByText(why, { exact: true })).toBeVisible();
    await expect.element(page.getByRole("menuitem", { name: "Enrich" })).toHaveAttribute("aria-disabled", "true");
    await expect
      .element(page.getByRole("menuitem", { name: "Import metadata" }))
      .not.toHaveAttribute("aria-disabled", "true");
  });

  it.each([
    [{ n_images: 0, n_videos: 14 }, "14 videos"],
    [{ n_images: 1, n_videos: 0 }, "1 image"],
    [{ n_images: 0, n_videos: 0 }, "No media"],
  ])("names no zero: %j", async (counts, text) => {
    const dataset = datasetWith(counts);
    given(dataset);
    await show(dataset);
    await expect.element(page.getByText(text, { exact: true })).toBeVisible();
    expect(document.body.textContent).not.toMatch(/\b0 (image|video)/);
  });

  it.each([
    [16, "16 items aren't indexed yet; snapshots unlock once they are."],
    [1, "1 item isn't indexed yet; snapshots unlock once it is."],
  ])("leads from %d items that are not indexed to the re-index", async (n_unindexed, text) => {
    const dataset = datasetWith({ status: "PARTIAL_INDEX", n_unindexed });
    given(dataset);
    server.on(`GET /enrichment/${dataset.id}/list_models`, () => []);
    await show(dataset);
    await expect.element(page.getByText(text, { exact: true })).toBeVisible();
    await button("Re-index now").click();
    await expect.element(page.getByRole("dialog", { name: "Re-index" })).toBeVisible();
  });

  it("offers no way out that one may not take", async () => {
    const dataset = datasetWith({ status: "PARTIAL_INDEX", n_unindexed: 2, role: "VIEWER", can: { reindex: "No." } });
    given(dataset);
    await show(dataset);
    await expect.element(page.getByText(/^2 items aren't indexed yet/)).toBeVisible();
    await expect.element(button("Re-index now")).not.toBeInTheDocument();
  });

  it("tells how far a task is, and what unlocks then", async () => {
    const dataset = datasetWith({ status: "READ_ONLY", active_task: BUSY });
    given(dataset);
    await show(dataset);
    await expect.element(page.getByText("Read 16 of 60 files; snapshots unlock when it's done")).toBeVisible();
  });

  it("is used with fingers on a phone", async () => {
    await page.viewport(390, 800);
    const dataset = datasetWith();
    given(dataset);
    await withTouch(async () => {
      await show(dataset);
      await expectInReach(button("Version: Complete labels v1"));
      expectTouchable(page.getByRole("button"));
      await expectInReach(button("More about this dataset"));
      expectNoSidewaysScroll();
    });
  });
});
