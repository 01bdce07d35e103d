import { beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { expectNoSidewaysScroll, expectTouchable, withTouch } from "@/components/testing/fit";
import { itemsFrom } from "@/components/testing/items";
import { render } from "@/components/testing/render";
import { datasetWith, taskWith } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import type { DatasetDto } from "@/lib/datasets/schema";
import type { MergePreviewDto } from "@/lib/merging/schema";
import type { PresentSearch } from "./chosen-inputs";
import { DatasetsDialog } from "./datasets-dialog";

const [A, B, C, V] = ["a", "b", "c", "e"].map((letter) => `${letter.repeat(8)}-1111-4111-8111-111111111111`) as [
  string,
  string,
  string,
  string,
];
const VIEWED = "Your role on this dataset is Viewer";
const DATASETS: readonly DatasetDto[] = [
  datasetWith({ id: A, display_name: "Harbour" }),
  datasetWith({ id: B, display_name: "Mountains" }),
  datasetWith({
    id: C,
    display_name: "Busy",
    status: "READ_ONLY",
    can: { merge: "A re-index is running", items_edit: "A re-index is running" },
  }),
  datasetWith({
    id: V,
    display_name: "Theirs",
    role: "VIEWER",
    can: { merge: VIEWED, items_edit: VIEWED },
  }),
];
const SELECTED = [
  { dataset_id: A, selection: { item_numbers: [[1, 2]] as [number, number][] }, count: 2 },
  { dataset_id: V, selection: { item_numbers: [[7, 7]] as [number, number][] }, count: 1 },
];
const SEARCH: PresentSearch = {
  q: "label:sea",
  datasets: [A, V],
  found: [
    { dataset_id: A, selection: { q: "label:sea" }, count: 150 },
    { dataset_id: V, selection: { q: "label:sea" }, count: 30 },
  ],
};
const preview = (facts: Partial<MergePreviewDto>): MergePreviewDto => ({
  items: 3,
  adding: 3,
  already_there: 0,
  repeated: 0,
  skipped_fields: [],
  ...facts,
});
const onRemoved = vi.fn();
const onClose = vi.fn();

const open = (selected = SELECTED) =>
  render(<DatasetsDialog selected={selected} search={SEARCH} onRemoved={onRemoved} onClose={onClose} />);
const dialog = () => page.getByRole("dialog");
const option = (name: string) => dialog().getByRole("radio", { name: new RegExp(`^${name}`) });
const button = (name: string) => dialog().getByRole("button", { name, exact: true });

beforeEach(async () => {
  await page.viewport(1000, 900);
  vi.clearAllMocks();
  server.on("GET /datasets", () => DATASETS);
  server.on(`GET /dataset/${B}`, () => DATASETS[1]);
});

describe("adding", () => {
  it("offers the datasets that one may edit, says what is closed why, and what comes of it before it runs", async () => {
    const bodies: unknown[] = [];
    server.on(`POST /dataset/${B}/merge_preview`, () =>
      preview({ adding: 1, already_there: 1, repeated: 1, skipped_fields: ["weather"] }),
    );
    server.on(`POST /dataset/${B}/merge`, ({ body }) => (bodies.push(body), server.accepted("t1")));
    server.on("GET /tasks/t1", () => taskWith({ task_id: "t1", status_message: "Added 1 item of Harbour" }));
    await open();
    await expect.element(page.getByRole("dialog", { name: "3 inputs" })).toBeVisible();
    await expect.element(option("Harbour")).toBeVisible();
    await expect.element(option("Theirs")).not.toBeInTheDocument();
    await expect.element(option("Busy")).toBeDisabled();
    await expect.element(dialog()).toHaveTextContent("A re-index is running");
    await expect.element(button("Add Inputs")).toBeDisabled();
    await page.getByRole("searchbox", { name: "Select Datasets" }).fill("mount");
    await expect.element(option("Harbour")).not.toBeInTheDocument();
    await option("Mountains").click();
    const told = dialog().getByRole("status");
    await expect.element(told).toHaveTextContent("Adds 1 item to “Mountains”");
    await expect.element(told).toHaveTextContent("1 item is there already and skipped");
    await expect.element(told).toHaveTextContent("1 item has the file of another one of these and is skipped");
    await expect.element(told).toHaveTextContent("Left out: weather, which has another type there");
    await expect.element(told).toHaveTextContent("A snapshot of it is saved first");
    await button("Add Inputs").click();
    await expect.poll(() => onClose.mock.calls.length).toBe(1);
    expect(bodies).toEqual([
      {
        sources: [
          { source_dataset_id: A, item_numbers: [[1, 2]] },
          { source_dataset_id: V, item_numbers: [[7, 7]] },
        ],
      },
    ]);
  });

  it("counts what is in the destination itself as there, and adds nothing where all is", async () => {
    server.on(`POST /dataset/${A}/merge_preview`, ({ body }) => {
      expect(body).toEqual({ sources: [{ source_dataset_id: V, item_numbers: [[7, 7]] }] });
      return preview({ items: 1, adding: 0, already_there: 1 });
    });
    await open();
    await option("Harbour").click();
    await expect
      .element(dialog().getByRole("status"))
      .toHaveTextContent("Nothing would be added.3 items are there already and skipped.");
    await expect.element(button("Add Inputs")).toBeDisabled();
  });

  it("makes a new dataset with the plus sign, and selects it", async () => {
    const made = datasetWith({ id: "made", display_name: "Best of", status: "DRAFT", n_images: 0 });
    let datasets = DATASETS;
    server.on("GET /datasets", () => datasets);
    server.on("POST /dataset", ({ body }) => {
      expect(body).toEqual({ name: "Best of" });
      datasets = [made, ...DATASETS];
      return { dataset_id: "made" };
    });
    server.on("POST /dataset/made/merge_preview", () => preview({}));
    await open();
    await button("New dataset").click();
    await expect.element(button("Add new dataset")).toBeDisabled();
    const name = dialog().getByRole("searchbox", { name: "Name of the new dataset" });
    await expect.element(name).toHaveFocus();
    await userEvent.type(name, " Best of");
    await expect.element(dialog().getByText("Best of", { exact: true })).toBeVisible();
    await button("Add new dataset").click();
    await expect.element(option("Best of")).toBeChecked();
    // It is empty: there is nothing to save first.
    await expect.element(dialog().getByRole("status")).toHaveTextContent(/^Adds 3 items to “Best of”[^.]*\.$/);
    await expect.element(button("Add Inputs")).toBeEnabled();
  });

  it("takes all that the search finds, or what looks like the selected, which it shows first", async () => {
    const sent: unknown[] = [];
    server.on(`POST /dataset/${B}/merge_preview`, ({ body }) => (sent.push(body), preview({})));
    server.on("POST /inputs/similar", ({ body }) => {
      const { at_least } = body as { at_least: number };
      const others = at_least > 0.9 ? 0 : 2;
      return {
        datasets: [
          { dataset_id: A, numbers: [[1, 2 + others]] },
          { dataset_id: V, numbers: [[7, 7]] },
        ],
        count: 3 + others,
        examples: 3,
        items: itemsFrom(3, others, () => ({ dataset_id: A, dataset_name: "Harbour", similarity: 0.91 })),
      };
    });
    await open();
    await option("Mountains").click();
    await dialog().getByRole("checkbox", { name: "Apply to all search results" }).click();
    await expect.element(page.getByRole("dialog", { name: "180 inputs" })).toBeVisible();
    await expect.element(dialog().getByRole("radio", { name: "All 180 items that match the search" })).toBeChecked();
    await expect
      .poll(() => sent.at(-1))
      .toEqual({
        sources: [
          { source_dataset_id: A, q: "label:sea" },
          { source_dataset_id: V, q: "label:sea" },
        ],
      });
    await dialog().getByRole("radio", { name: "Of these, what looks like the selected" }).click();
    await expect.element(dialog()).toHaveTextContent("2 items look like the selected, 5 items with them.");
    expect(dialog().getByRole("list", { name: "Similar items" }).getByRole("img").elements()).toHaveLength(2);
    await expect.element(page.getByRole("dialog", { name: "5 inputs" })).toBeVisible();
    await dialog().getByRole("slider", { name: "At least this alike" }).fill("0.95");
    await expect.element(dialog()).toHaveTextContent("Nothing else is so alike. Only the selected are taken.");
    await expect
      .poll(() => sent.at(-1))
      .toEqual({
        sources: [
          { source_dataset_id: A, item_numbers: [[1, 2]] },
          { source_dataset_id: V, item_numbers: [[7, 7]] },
        ],
      });
  });

  it("shows the server's refusal", async () => {
    server.on(`POST /dataset/${B}/merge_preview`, () => preview({}));
    server.on(`POST /dataset/${B}/merge`, () => {
      throw new Error("Operation 'merge' is blocked while REINDEX task is running");
    });
    await open();
    await option("Mountains").click();
    await button("Add Inputs").click();
    await expect.element(dialog().getByRole("alert")).toHaveTextContent("blocked while REINDEX task is running");
    expect(onClose).not.toHaveBeenCalled();
  });
});

describe("removing", () => {
  const remove = () => dialog().getByRole("radio", { name: "Remove" }).click();
  const pick = (name: string) => dialog().getByRole("checkbox", { name: new RegExp(`^${name}`) });

  it("takes the inputs out of the datasets that are selected, and back with one Undo", async () => {
    const asked: string[] = [];
    server.on(`DELETE /dataset/${A}/items`, ({ body }) => {
      asked.push(JSON.stringify(body));
      return { changed: 2, edit_id: "e1" };
    });
    server.on(
      `POST /dataset/${A}/edits/e1/undo`,
      () => (asked.push("undo"), { changed: 2, skipped: 0, edit_id: "e2" }),
    );
    await open();
    await remove();
    await expect.element(pick("Theirs")).toBeDisabled();
    await expect.element(dialog()).toHaveTextContent(VIEWED);
    await expect.element(button("Remove Inputs")).toBeDisabled();
    await pick("Harbour").click();
    await expect.element(dialog().getByRole("status")).toHaveTextContent("Deletes 2 items from “Harbour”.");
    await button("Remove Inputs").click();
    await expect.poll(() => onRemoved.mock.calls.length).toBe(1);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.element(page.getByText("Undone: 2 items")).toBeVisible();
    expect(asked).toEqual([JSON.stringify({ item_numbers: [[1, 2]] }), "undo"]);
  });

  it("needs no choice where all are of one dataset, and says that many are saved first", async () => {
    await open([{ dataset_id: A, selection: { item_numbers: [[1, 101]] }, count: 101 }]);
    await remove();
    await expect.element(pick("Harbour")).toBeChecked();
    await expect
      .element(dialog().getByRole("status"))
      .toHaveTextContent("Deletes 101 items from “Harbour”. A snapshot is saved first.");
  });
});

it("fits a phone, with targets for fingers", async () => {
  await page.viewport(390, 844);
  await withTouch(async () => {
    await open();
    await expect.element(option("Harbour")).toBeVisible();
    expectNoSidewaysScroll();
    expectNoSidewaysScroll(dialog().element());
    expectTouchable(dialog().getByRole("button"));
  });
});
