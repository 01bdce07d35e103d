import { beforeEach, describe, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { render } from "@/components/testing/render";
import { datasetWith, ODD_NAMES } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import type { DatasetDto, TrashedDatasetDto } from "@/lib/datasets/schema";
import { Inventory } from "./inventory";

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

beforeEach(() => history.replaceState(null, "", "/datasets"));

async function show(datasets: DatasetDto[]) {
  const listed = { datasets };
  server.on("GET /datasets", ({ url }) => (url.searchParams.has("trash") ? [] : listed.datasets));
  await render(<Inventory initial={datasets} initialTrash={null} />);
  return listed;
}

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

  it("keeps search and order in the address", async () => {
    await show([datasetWith({ id: "d1", display_name: "Harbour" }), datasetWith({ id: "d2", display_name: "Alps" })]);
    await page.getByRole("combobox", { name: "Sort datasets" }).selectOptions("By name");
    await expect.element(page.getByRole("heading", { level: 2 }).first()).toHaveTextContent("Alps");
    await page.getByRole("searchbox", { name: "Search datasets" }).fill("harb");
    await expect.element(page.getByRole("listitem", { name: "Alps" })).not.toBeInTheDocument();
    expect(location.search).toBe("?q=harb&sort=name");
  });

  it("begins with what the address says", async () => {
    history.replaceState(null, "", "/datasets?q=alp&sort=name");
    await show([datasetWith({ id: "d1", display_name: "Harbour" }), datasetWith({ id: "d2", display_name: "Alps" })]);
    await expect.element(page.getByRole("searchbox")).toHaveValue("alp");
    await expect.element(page.getByRole("listitem", { name: "Harbour" })).not.toBeInTheDocument();
  });

  it("offers on each card what one may do, and says why not of the rest", async () => {
    const reason = "This needs the Owner role on the dataset; yours is Viewer";
    const blocked = { dataset_share: reason, dataset_rename: reason, dataset_delete: reason };
    await show([datasetWith({ role: "VIEWER", can: blocked })]);
    await page.getByRole("button", { name: "Actions for Harbour" }).click();
    for (const name of ["Share", "Rename", "Delete dataset"]) {
      const item = page.getByRole("menuitem", { name });
      await expect.element(item).toHaveAttribute("aria-disabled", "true");
      await expect.element(item).toHaveAttribute("title", reason);
    }
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
