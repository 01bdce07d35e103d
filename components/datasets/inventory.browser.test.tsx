import { beforeEach, describe, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { expectNoSidewaysScroll, expectTouchable, withTouch } from "@/components/testing/fit";
import { render } from "@/components/testing/render";
import { comparisonWith, datasetWith, entryWith, ODD_NAMES } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import type { DatasetDto, TrashedDatasetDto } from "@/lib/datasets/schema";
import { Inventory } from "./inventory";
import { filterOf, readInventory, type Layout } from "./inventory-view";

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

beforeEach(() => history.replaceState(null, "", "/datasets"));

const filters = { owners: ["owner@stillframe.test", "ann@stillframe.test"] };

/** The inventory over these datasets, which the server searches by name. What it was asked is kept. */
async function show(
  datasets: DatasetDto[],
  { next = null, layout = "cards" }: { next?: string | null; layout?: Layout } = {},
) {
  const listed = { datasets };
  const asked: Record<string, string>[] = [];
  const pageOf = (search: string, next_cursor: string | null) => {
    const found = listed.datasets.filter(({ display_name }) => display_name.toLowerCase().includes(search));
    return { datasets: found, next_cursor, total: found.length };
  };
  server.on("GET /datasets", ({ url: { searchParams } }) => {
    if (searchParams.has("trash")) return [];
    asked.push(Object.fromEntries(searchParams));
    if (searchParams.has("cursor"))
      return { datasets: [datasetWith({ id: "later", display_name: "Later" })], next_cursor: null, total: 3 };
    return pageOf(searchParams.get("search") ?? "", next);
  });
  server.on("GET /datasets/filters", () => filters);
  const filter = filterOf(readInventory(new URLSearchParams(location.search)));
  const initial = { filter, page: pageOf(filter.search ?? "", next), filters };
  await render(
    <main className="max-h-dvh overflow-y-auto">
      <Inventory initial={initial} initialTrash={null} layout={layout} />
    </main>,
  );
  return Object.assign(listed, { asked });
}
const D1 = "d1111111-1111-4111-8111-11111111111a";
const two = () => [
  datasetWith({ id: D1, display_name: "Harbour" }),
  datasetWith({ id: "d2", display_name: "Alps", owned_by: "ann@stillframe.test" }),
];
const box = (name: string) => page.getByRole("checkbox", { name: `Select ${name}`, exact: true });
const selection = page.getByRole("region", { name: "Selection" });

describe("the inventory", () => {
  it("tells of each dataset what it holds, its last snapshot, its people and what runs", async () => {
    await show([
      datasetWith({
        display_name: "Clips",
        description: "Night drives.\nSecond line.",
        n_images: 0,
        n_videos: 14,
        people: 3,
        status: "READ_ONLY",
        last_snapshot: {
          snapshot_id: "51111111-1111-4111-8111-111111111111",
          snapshot_name: "Before cuts",
          created_at: inDays(-2),
        },
        active_task: {
          task_id: "61111111-1111-4111-8111-111111111111",
          task_type: "REINDEX",
          progress_percentage: 40,
          status_message: "Compared 40 of 100 items",
        },
      }),
    ]);
    const card = page.getByRole("listitem", { name: "Clips" });
    for (const text of ["14 videos", "Night drives.", "3 people", "Before cuts", "2 days ago", "Compared 40 of 100"])
      await expect.element(card).toHaveTextContent(text);
    expect(card.element().textContent).not.toContain("0 images");
    expect(card.element().textContent).not.toContain("Second line");
    await expect.element(card.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "40");
  });

  it("uses the width that there is, down to a phone's", async () => {
    await page.viewport(1900, 900);
    await show(Array.from({ length: 12 }, (_, at) => datasetWith({ id: `d${at}`, display_name: `Set ${at}` })));
    const list = page.getByRole("list", { name: "Datasets" }).element();
    expect(list.getBoundingClientRect().width).toBeGreaterThan(1800);
    await page.viewport(390, 800);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
  });

  it.each(ODD_NAMES)("fits whatever the names are: %s", async (display_name) => {
    await page.viewport(390, 800);
    await show([datasetWith({ display_name, description: display_name })]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
    const { right } = page
      .getByRole("button", { name: /^Actions for/ })
      .element()
      .getBoundingClientRect();
    expect(right).toBeLessThanOrEqual(390);
  });

  it("keeps everything that it is narrowed by in the address, and asks the server for it", async () => {
    const { asked } = await show(two());
    const choose = (label: string, value: string) =>
      page.getByRole("combobox", { name: label, exact: true }).selectOptions(value);
    await choose("Sort datasets", "By name");
    await choose("Status", "Read Only");
    await choose("Role", "Viewer");
    await choose("Owner", "ann@stillframe.test");
    const starred = page.getByRole("button", { name: "Starred", exact: true });
    await starred.click();
    await expect.element(starred).toHaveAttribute("aria-pressed", "true");
    await page.getByRole("searchbox", { name: "Search datasets" }).fill("alp");
    await expect.element(page.getByRole("listitem", { name: "Harbour" })).not.toBeInTheDocument();
    expect(new URLSearchParams(location.search).toString()).toBe(
      "q=alp&status=READ_ONLY&owner=ann%40stillframe.test&role=VIEWER&sort=name&starred=true",
    );
    expect(asked.at(-1)).toEqual({
      search: "alp",
      status: "READ_ONLY",
      owner: "ann@stillframe.test",
      role: "VIEWER",
      starred: "true",
      sort: "name",
    });
    await page.getByRole("button", { name: "Clear filters" }).click();
    await expect.element(page.getByRole("listitem", { name: "Harbour" })).toBeVisible();
    await expect.element(page.getByRole("searchbox")).toHaveValue("");
    expect(location.search).toBe("?sort=name");
  });

  it("begins with what the address says", async () => {
    history.replaceState(null, "", "/datasets?q=alp&sort=name&layout=list");
    await show(two());
    await expect.element(page.getByRole("searchbox")).toHaveValue("alp");
    await expect.element(page.getByRole("row", { name: "Alps" })).toBeVisible();
    await expect.element(page.getByRole("row", { name: "Harbour" })).not.toBeInTheDocument();
  });

  it("is a list, too, sorted by a click on a column's head, and remembers that", async () => {
    await page.viewport(1440, 900);
    const { asked } = await show([
      datasetWith({ display_name: "Harbour", description: "**Night** drives", n_images: 1204, n_videos: 3 }),
    ]);
    await page.getByRole("button", { name: "List", exact: true }).click();
    const row = page.getByRole("row", { name: "Harbour" });
    for (const text of ["Night drives", "Ready", "1,207", "Owner", "owner@stillframe.test"])
      await expect.element(row).toHaveTextContent(text);
    const items = page.getByRole("columnheader", { name: "Items" });
    await items.getByRole("button").click();
    await expect.element(items).toHaveAttribute("aria-sort", "descending");
    await items.getByRole("button").click();
    await expect.element(items).toHaveAttribute("aria-sort", "ascending");
    expect(location.search).toBe("?layout=list&sort=size");
    expect(asked.at(-1)).toEqual({ sort: "size" });
    expect(document.cookie).toContain("stillframe.inventory=list");
    await page.getByRole("button", { name: "Cards", exact: true }).click();
    await expect.element(page.getByRole("listitem", { name: "Harbour" })).toBeVisible();
    expect(document.cookie).toContain("stillframe.inventory=cards");
  });

  it.each(ODD_NAMES)("fits as a list whatever the names are: %s", async (display_name) => {
    history.replaceState(null, "", "/datasets?layout=list");
    await page.viewport(390, 800);
    await withTouch(async () => {
      await show([datasetWith({ display_name, description: display_name })]);
      expectNoSidewaysScroll();
      expectTouchable(page.getByRole("row", { name: display_name }).getByRole("button"));
    });
  });

  it("opens in the layout that was chosen last, which a link then says", async () => {
    await show(two(), { layout: "list" });
    await expect.element(page.getByRole("row", { name: "Harbour" })).toBeVisible();
    await page.getByRole("combobox", { name: "Sort datasets" }).selectOptions("By name");
    await expect.poll(() => location.search).toBe("?layout=list&sort=name");
  });

  it("reads on where there is more", async () => {
    const { asked } = await show(two(), { next: "here" });
    await expect.element(page.getByRole("listitem", { name: "Later" })).toBeInTheDocument();
    expect(asked.at(-1)).toEqual({ sort: "-created", cursor: "here" });
    await expect.element(page.getByRole("button", { name: "Show more datasets" })).not.toBeInTheDocument();
  });

  it.each([
    ["?q=zoo", "No dataset is called “zoo”"],
    ["?q=zoo&role=OWNER", "No dataset matches all of this"],
    ["", "No datasets yet"],
  ])("says what there is not: %s", async (search, words) => {
    history.replaceState(null, "", `/datasets${search}`);
    await show(search ? two() : []);
    await expect.element(page.getByText(words, { exact: true })).toBeVisible();
  });

  it("stars a dataset at once, and says so when that was refused", async () => {
    const starred = vi.fn(() => null);
    server.on(`PUT /dataset/${D1}/star`, starred);
    server.on(`DELETE /dataset/${D1}/star`, () => {
      throw new Error("Not now");
    });
    const listed = await show(two());
    const star = page.getByRole("button", { name: "Star Harbour" });
    await expect.element(star).toHaveAttribute("aria-pressed", "false");
    listed.datasets = two().map((dataset) => ({ ...dataset, starred: dataset.id === D1 }));
    await star.click();
    await expect.element(star).toHaveAttribute("aria-pressed", "true");
    expect(starred).toHaveBeenCalledOnce();
    await star.click();
    await expect.element(page.getByText("The star was not changed")).toBeVisible();
    await expect.element(star).toHaveAttribute("aria-pressed", "true");
  });

  it("offers on each card what one may do, and says why not of the rest", async () => {
    const reason = "This needs the Owner role on the dataset; yours is Viewer";
    const editors = "This needs the Editor or Owner role on the dataset; yours is Viewer";
    const blocked = {
      dataset_share: reason,
      dataset_rename: reason,
      dataset_delete: reason,
      snapshot_clone: editors,
      dataset_describe: editors,
    };
    await show([datasetWith({ role: "VIEWER", can: blocked })]);
    await page.getByRole("button", { name: "Actions for Harbour" }).click();
    for (const [name, why] of [
      ["Share", reason],
      ["Rename", reason],
      ["Delete dataset", reason],
      ["Clone", editors],
      ["Change cover image", editors],
    ] as const) {
      const item = page.getByRole("menuitem", { name });
      await expect.element(item).toHaveAttribute("aria-disabled", "true");
      await expect.element(item).toHaveAttribute("title", why);
    }
    for (const why of [reason, editors]) await expect.element(page.getByText(why, { exact: true })).toBeVisible();
    for (const name of ["Open", "Export", "Copy dataset ID", "Leave dataset"])
      await expect.element(page.getByRole("menuitem", { name })).not.toHaveAttribute("aria-disabled");
  });

  it("lets a dataset be brought back right after it was deleted", async () => {
    const restored = vi.fn(() => server.done(null));
    server.action("deleteDatasetAction", () => server.done(null));
    server.action("undeleteDatasetAction", restored);
    const listed = await show([datasetWith()]);
    await page.getByRole("button", { name: "Actions for Harbour" }).click();
    await page.getByRole("menuitem", { name: "Delete dataset" }).click();
    await page.getByRole("textbox", { name: "Type the dataset's name to confirm" }).fill("Harbour");
    listed.datasets = [];
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await expect.element(page.getByRole("listitem", { name: "Harbour" })).not.toBeInTheDocument();
    listed.datasets = [datasetWith()];
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.element(page.getByRole("listitem", { name: "Harbour" })).toBeVisible();
    expect(restored).toHaveBeenCalledWith({ dataset_id: datasetWith().id });
  });
});

describe("several datasets", () => {
  const three = () =>
    ["Alps", "Beach", "Canyon"].map((display_name, at) => datasetWith({ id: `d${at}`, display_name }));

  it.each(["cards", "list"])("are chosen one by one and, with Shift, from one to another: %s", async (layout) => {
    history.replaceState(null, "", `/datasets?layout=${layout}`);
    await show(three());
    await box("Alps").click();
    await expect.element(selection).toHaveTextContent("1 dataset selected");
    await box("Canyon").click({ modifiers: ["Shift"] });
    await expect.element(selection).toHaveTextContent("3 datasets selected");
    await box("Beach").click();
    await expect.element(selection).toHaveTextContent("2 datasets selected");
    await selection.getByRole("button", { name: "Select all shown" }).click();
    await expect.element(selection).toHaveTextContent("3 datasets selected");
    await selection.getByRole("button", { name: "Clear selection" }).click();
    await expect.element(selection).not.toBeInTheDocument();
  });

  it("are deleted by their number, and what was refused says why", async () => {
    const refusal = "This needs the Owner role on the dataset; yours is Editor";
    const [alps, beach, canyon] = three();
    const listed = await show([alps!, beach!, { ...canyon!, can: { ...canyon!.can, dataset_delete: refusal } }]);
    const deleted: unknown[] = [];
    server.action("deleteDatasetAction", ({ dataset_id }) => {
      deleted.push(dataset_id);
      return dataset_id === "d1" ? server.refused("A task is running") : server.done(null);
    });
    const undone = vi.fn(() => server.done(null));
    server.action("undeleteDatasetAction", undone);
    await box("Alps").click();
    await box("Canyon").click({ modifiers: ["Shift"] });
    await selection.getByRole("button", { name: "Delete" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete 3 datasets" });
    for (const name of ["Alps", "Beach", "Canyon", refusal]) await expect.element(dialog).toHaveTextContent(name);
    const confirm = dialog.getByRole("button", { name: "Delete", exact: true });
    await dialog.getByRole("textbox", { name: "Type 2 to confirm" }).fill("3");
    await expect.element(confirm).toBeDisabled();
    await dialog.getByRole("textbox", { name: "Type 2 to confirm" }).fill("2");
    listed.datasets = listed.datasets.slice(1);
    await confirm.click();
    await expect.element(dialog).toHaveTextContent("Not all of them were deleted.");
    await expect.element(dialog.getByRole("listitem").filter({ hasText: "Alps" })).toHaveTextContent("Deleted");
    await expect
      .element(dialog.getByRole("listitem").filter({ hasText: "Beach" }))
      .toHaveTextContent("A task is running");
    expect(deleted).toEqual(["d0", "d1"]);
    await dialog.getByRole("button", { name: "Close" }).first().click();
    await expect.element(page.getByRole("listitem", { name: "Alps" })).not.toBeInTheDocument();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => undone.mock.calls).toEqual([[{ dataset_id: "d0" }]]);
  });

  it("are exported each as a file of its own, with the progress and the download of each", async () => {
    const [alps, beach] = three();
    await show([alps!, beach!]);
    const asked: string[] = [];
    const progress = { d0: 40, d1: 100 };
    for (const id of ["d0", "d1"] as const) {
      server.on(`GET /dataset/${id}/export_context_async`, ({ url }) => {
        asked.push(`${id} ${url.searchParams.get("export_format")} ${url.searchParams.get("include_images")}`);
        return { id: `export-${id}` };
      });
      server.on(`GET /dataset/${id}/export_status`, () => ({
        status: progress[id] < 100 ? "RUNNING" : id === "d1" ? "FAILED" : "COMPLETED",
        progress: progress[id],
        download_uri: progress[id] === 100 && id === "d0" ? "/file.zip" : null,
        file_name: "file.zip",
        error_message: id === "d1" ? "The disk is full" : null,
      }));
    }
    await box("Alps").click();
    await box("Beach").click();
    await selection.getByRole("button", { name: "Export" }).click();
    const dialog = page.getByRole("dialog", { name: "Export 2 datasets" });
    await dialog.getByRole("radio", { name: "COCO" }).click();
    await dialog.getByRole("checkbox", { name: "Include images and videos" }).click();
    await dialog.getByRole("button", { name: "Generate" }).click();
    await expect.element(dialog.getByRole("listitem", { name: "Beach" })).toHaveTextContent("The disk is full");
    const row = dialog.getByRole("listitem", { name: "Alps" });
    await expect.element(row.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "40");
    progress.d0 = 100;
    await expect
      .element(row.getByRole("link", { name: "Download Alps" }), { timeout: 5_000 })
      .toHaveAttribute("href", "/file.zip");
    expect(asked.sort()).toEqual(["d0 coco true", "d1 coco true"]);
  });
});

describe("cloning a dataset", () => {
  const VERSION = entryWith({ snapshot_name: "Kept", is_current: true });
  async function open(comparison: ReturnType<typeof comparisonWith>) {
    server.on(`GET /dataset/${D1}/snapshot/current`, () => VERSION);
    server.on(`GET /dataset/${D1}/snapshot/${VERSION.snapshot_id}/compare/head`, () => comparison);
    const cloned = vi.fn(() => server.refused("Not now"));
    server.action("cloneDatasetAction", cloned);
    await show(two());
    await page.getByRole("button", { name: "Actions for Harbour" }).click();
    await page.getByRole("menuitem", { name: "Clone" }).click();
    return cloned;
  }

  it("is of now, or of the Current Version, and says what differs", async () => {
    const cloned = await open(comparisonWith({ changed: 29, by_kind: { tags: 29 } }));
    const dialog = page.getByRole("dialog", { name: "Clone dataset" });
    await expect.element(dialog).toHaveTextContent("29 changes since the Current Version");
    await expect.element(dialog.getByRole("radio", { name: "As it is now" })).toBeChecked();
    await dialog.getByRole("button", { name: "Clone" }).click();
    await expect.poll(() => cloned.mock.lastCall).toEqual([{ dataset_id: D1, version: "now" }]);
    await expect.element(dialog.getByRole("alert")).toHaveTextContent("Not now");
    await dialog.getByRole("radio", { name: "The Current Version" }).click();
    await dialog.getByRole("button", { name: "Clone" }).click();
    await expect.poll(() => cloned.mock.lastCall).toEqual([{ dataset_id: D1, version: "current" }]);
  });

  it("asks nothing where nothing changed", async () => {
    const cloned = await open(comparisonWith());
    const dialog = page.getByRole("dialog", { name: "Clone dataset" });
    await expect.element(dialog).toHaveTextContent("Cloned is the Current Version Kept");
    await expect.element(dialog).toHaveTextContent("Nothing changed since.");
    await expect.element(dialog.getByRole("radio")).not.toBeInTheDocument();
    await dialog.getByRole("button", { name: "Clone" }).click();
    await expect.poll(() => cloned.mock.calls).toEqual([[{ dataset_id: D1, version: "current" }]]);
  });
});

describe("the trash", () => {
  const trashed: TrashedDatasetDto = {
    ...(({ id, display_name, description, owned_by, created_at, n_images, n_videos, cover_image_url }) => ({
      id,
      display_name,
      description,
      owned_by,
      created_at,
      n_images,
      n_videos,
      cover_image_url,
    }))(datasetWith()),
    deleted_at: inDays(-6.1),
    purge_at: inDays(5.1),
  };

  it("says when each dataset goes for good, and restores it", async () => {
    history.replaceState(null, "", "/datasets?view=trash");
    const restored = vi.fn(() => server.done(null));
    server.action("undeleteDatasetAction", restored);
    const listed = { trash: [trashed] };
    server.on("GET /datasets", () => listed.trash);
    await render(<Inventory initial={null} initialTrash={[trashed]} />);
    const row = page.getByRole("listitem", { name: "Harbour" });
    await expect.element(row).toHaveTextContent("Deleted 6 days ago");
    await expect.element(row).toHaveTextContent("goes for good in 5 days");
    listed.trash = [];
    await page.getByRole("button", { name: "Restore Harbour" }).click();
    await expect.element(page.getByText("The trash is empty")).toBeVisible();
    expect(restored).toHaveBeenCalledWith({ dataset_id: trashed.id });
  });
});
