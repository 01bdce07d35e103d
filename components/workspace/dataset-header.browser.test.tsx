import { beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { expectInReach, expectNoSidewaysScroll, expectTouchable, WIDTHS, withTouch } from "@/components/testing/fit";
import { GuestContext } from "@/components/layout/guest";
import { render } from "@/components/testing/render";
import { appliedModelWith, comparisonWith, datasetWith, entryWith, ODD_NAMES } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import type { DatasetDto } from "@/lib/datasets/schema";
import { DatasetHeader } from "./dataset-header";
import { SnapshotBanner } from "./snapshot-banner";
import { WorkspaceProvider } from "./workspace";

const VERSION = entryWith({ snapshot_name: "Complete labels v1", is_current: true });
const BEFORE = entryWith({ snapshot_id: "52222222-2222-4222-8222-222222222222", snapshot_name: "Before labels" });
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
  server.on(`${url}/snapshot`, ({ url: { searchParams } }) => {
    const found = [version, BEFORE].filter((one) => one.snapshot_name.includes(searchParams.get("search") ?? ""));
    return { items: found, next_cursor: null, total: found.length };
  });
  server.on(`${url}/snapshot/${BEFORE.snapshot_id}`, () => BEFORE);
  server.on(`${url}/snapshot/${BEFORE.snapshot_id}/items`, () => ({
    items: [],
    total: 0,
    state_id: "before",
    offset: 0,
  }));
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
const field = page.getByRole("combobox", { name: "Selected Version", exact: true });
const versions = page.getByRole("dialog", { name: "Selected Version" });

beforeEach(() => history.replaceState(null, "", "/datasets/test"));

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

  it("the version, once it is known, moves nothing", async () => {
    const dataset = datasetWith({ n_images: 1204, n_videos: 3 });
    given(dataset, { comparison: comparisonWith({ changed: 1204, by_kind: { tags: 1204 } }) });
    let resolve: (version: typeof VERSION) => void = () => undefined;
    const known = new Promise<typeof VERSION>((done) => (resolve = done));
    server.on(`GET /dataset/${dataset.id}/snapshot/current`, () => known);
    const { container } = await show(dataset);
    const places = () =>
      ["h1", '[role="toolbar"]', '[role="toolbar"] [aria-label="Snapshots"]', "code"].map((selector) => {
        const { x, y, width, height } = container.querySelector(selector)!.getBoundingClientRect();
        return [selector, x, y, width, height].join(" ");
      });
    await expect.element(button("Snapshots")).toBeInTheDocument();
    const before = places();
    resolve(VERSION);
    await expect.element(field).toHaveTextContent("1,204 changes since");
    expect(places()).toEqual(before);
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
    await expect.element(field).toHaveTextContent(`Now · 1,204 changes since ${name}`);
    for (const one of [
      field,
      ...[
        "Copy version ID",
        "Copy dataset ID",
        "Snapshots",
        "Add media",
        "Process",
        "Share",
        "Tasks",
        "More about this dataset",
      ].map(button),
    ])
      await expectInReach(one);
    await expectInReach(page.getByText("Read Only", { exact: true }));
    await expectInReach(button("Back to the current data"));
    expectNoSidewaysScroll();
    await field.click();
    await expectInReach(button("Discard changes"));
    expectNoSidewaysScroll(versions.element());
  });
});

describe("the header", () => {
  beforeEach(() => page.viewport(1440, 800));

  it("says which version one stands on, what changed since, and lets both be acted on", async () => {
    const dataset = datasetWith();
    given(dataset, { comparison: comparisonWith({ added: 4, changed: 29, by_kind: { tags: 29, labels: 12 } }) });
    await show(dataset);
    await expect.element(field).toHaveTextContent("Now · 33 changes since Complete labels v1");
    await field.click();
    await expect.element(versions).toHaveTextContent("33 changes since Complete labels v1");
    await expect.element(versions).toHaveTextContent("Tags changed on 29 items, labels on 12; 4 items added.");
    await expect
      .element(versions.getByRole("link", { name: "See changes" }))
      .toHaveAttribute("href", `/datasets/${dataset.id}/compare?from=${VERSION.snapshot_id}`);
    await versions.getByRole("button", { name: "Discard changes" }).click();
    await expect.element(page.getByRole("dialog", { name: "Discard changes" })).toHaveTextContent("Complete labels v1");
    await userEvent.keyboard("{Escape}");
    await expect.element(field).toHaveFocus();
    await field.click();
    await button("Create a snapshot").click();
    await expect.element(page.getByRole("dialog", { name: "Create Snapshot" })).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await expect.element(field).toHaveFocus();
  });

  it("looks at a version that one searches for, says which that is, and comes back to now", async () => {
    const dataset = datasetWith();
    given(dataset);
    await show(dataset);
    await field.click();
    await expect
      .poll(() =>
        page
          .getByRole("option")
          .elements()
          .map((option) => option.textContent),
      )
      .toEqual([
        expect.stringMatching(/^Now.*selected$/),
        expect.stringMatching(/^Complete labels v1Current Version/),
        expect.stringMatching(/^Before labels/),
      ]);
    await page.getByPlaceholder("Search versions").fill("Before");
    await expect.element(page.getByRole("option", { name: "Now" })).not.toBeInTheDocument();
    await expect.element(page.getByRole("option", { name: "Complete labels v1" })).not.toBeInTheDocument();
    await expect.element(page.getByRole("option", { name: "Before labels" })).toHaveAttribute("aria-selected", "true");
    await userEvent.keyboard("{Enter}");
    await expect.element(field).toHaveTextContent("Before labels");
    await expect.element(field).toHaveFocus();
    expect(location.search).toBe(`?snapshot=${BEFORE.snapshot_id}`);
    await field.click();
    await page.getByPlaceholder("Search versions").fill("nothing like it");
    await expect.element(page.getByText("No version is called that")).toBeVisible();
    await page.getByPlaceholder("Search versions").fill("now");
    await page.getByRole("option", { name: "Now" }).click();
    await expect.element(field).toHaveTextContent("Now · Complete labels v1");
    expect(location.search).toBe("");
  });

  it("copies the id of the dataset and of what is looked at, and says where there is none", async () => {
    const copied = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    const dataset = datasetWith();
    given(dataset);
    const { unmount } = await show(dataset);
    await expect.element(page.getByText(dataset.id, { exact: true })).toBeVisible();
    await button("Copy dataset ID").click();
    expect(copied).toHaveBeenLastCalledWith(dataset.id);
    await button("Copy version ID").click();
    expect(copied).toHaveBeenLastCalledWith(VERSION.snapshot_id);
    await expect.element(page.getByText("Version ID copied")).toBeVisible();
    await field.click();
    await page.getByRole("option", { name: "Before labels" }).click();
    await button("Copy version ID").click();
    expect(copied).toHaveBeenLastCalledWith(BEFORE.snapshot_id);
    await unmount();
    history.replaceState(null, "", "/datasets/test");
    copied.mockClear();
    given(dataset, { comparison: comparisonWith({ changed: 2, by_kind: { tags: 2 } }) });
    await show(dataset);
    await button("Copy version ID").click();
    await expect.element(page.getByText("What is there now has no version ID yet")).toBeVisible();
    expect(copied).not.toHaveBeenCalled();
    await button("Create a snapshot").click();
    await expect.element(page.getByRole("dialog", { name: "Create Snapshot" })).toBeVisible();
    copied.mockRestore();
  });

  it.each([{ status: "DRAFT" }, { status: "INDEXING" }, { snapshots_enabled: false }] as const)(
    "has no versions to select from where there are none: %j",
    async (facts) => {
      const dataset = datasetWith(facts);
      given(dataset);
      await show(dataset);
      await expect.element(button("Copy dataset ID")).toBeVisible();
      await expect.element(field).not.toBeInTheDocument();
    },
  );

  it("has nothing to discard where nothing changed", async () => {
    const dataset = datasetWith();
    given(dataset);
    await show(dataset);
    await expect.element(field).toHaveTextContent("Now · Complete labels v1");
    await field.click();
    await expect.element(page.getByText("Nothing changed since Complete labels v1")).toBeVisible();
    await expect.element(button("Discard changes")).not.toBeInTheDocument();
  });

  it("tells of models that left no trace on an item, and lets them be discarded", async () => {
    const dataset = datasetWith();
    const models = { added: [appliedModelWith({ name: "CLIP" })], removed: [], changed: [] };
    given(dataset, { comparison: comparisonWith({ models }) });
    await show(dataset);
    await field.click();
    await expect.element(versions).toHaveTextContent("No item changed since Complete labels v1Enriched with CLIP.");
    await expect.element(versions.getByRole("button", { name: "Discard changes" })).toBeEnabled();
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
      .toEqual([
        "Export",
        "Get links…",
        "Classes",
        "Copy dataset ID",
        "Clone",
        "Edit notes",
        "Change cover image",
        "Retention…",
        "Refresh Metrics",
        "Delete Dataset",
      ]);
    await page.getByRole("menuitem", { name: "Delete Dataset", exact: true }).click();
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
      await expectInReach(field);
      expectTouchable(field);
      expectTouchable(page.getByRole("button"));
      await expectInReach(button("More about this dataset"));
      expectNoSidewaysScroll();
    });
  });
});

describe("whoever looks through a public link", () => {
  it("finds nothing that would be refused, and hears of no role", async () => {
    const refusal = "You are looking through a public link";
    const { can, ...facts } = datasetWith({ role: "VIEWER" });
    const dataset = {
      ...facts,
      can: Object.fromEntries(Object.keys(can).map((name) => [name, refusal])) as typeof can,
    };
    given(dataset, { comparison: comparisonWith({ changed: 2 }) });
    await render(
      <GuestContext value={true}>
        <WorkspaceProvider initialDataset={dataset} initialItems={null}>
          <DatasetHeader />
        </WorkspaceProvider>
      </GuestContext>,
    );
    await expect.element(field).toBeVisible();
    for (const name of ["Add media", "Process", "Share", "Tasks"])
      await expect.element(button(name)).not.toBeInTheDocument();
    await expect.element(page.getByText(/You are a Viewer/)).not.toBeInTheDocument();
    await button("More about this dataset").click();
    const items = page.getByRole("menuitem").elements();
    expect(items.map(({ textContent }) => textContent)).toEqual(["Classes", "Copy dataset ID"]);
    await userEvent.keyboard("{Escape}");
    await field.click();
    await expect.element(versions.getByRole("region", { name: "Since the Current Version" })).toBeVisible();
    expect(versions.getByRole("button").elements()).toEqual([]);
  });
});
