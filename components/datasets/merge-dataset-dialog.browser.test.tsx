import { expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { render } from "@/components/testing/render";
import { datasetWith, taskWith } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import { MergeDatasetDialog } from "./merge-dataset-dialog";

const dataset = datasetWith();
const other = datasetWith({ id: "other", display_name: "Mountains", role: "VIEWER" });
const dialog = () => page.getByRole("dialog", { name: "Merge another dataset in" });

it("says what comes of merging a dataset, and merges it", async () => {
  const onClose = vi.fn();
  const bodies: unknown[] = [];
  server.on(`GET /dataset/${dataset.id}`, () => dataset);
  server.on("GET /datasets", () => [dataset, other, datasetWith({ id: "empty", display_name: "Empty", n_images: 0 })]);
  server.on(`POST /dataset/${dataset.id}/merge_preview`, () => ({
    items: 60,
    adding: 58,
    already_there: 2,
    repeated: 0,
    skipped_fields: [],
  }));
  server.on(`POST /dataset/${dataset.id}/merge`, ({ body }) => (bodies.push(body), server.accepted("t1")));
  server.on("GET /tasks/t1", () => taskWith({ task_id: "t1" }));
  await render(<MergeDatasetDialog dataset={dataset} onClose={onClose} />);
  // Neither itself nor what holds nothing.
  await expect.element(dialog().getByRole("radio")).toHaveAccessibleName(/^Mountains/);
  const merge = dialog().getByRole("button", { name: "Merge", exact: true });
  await expect.element(merge).toBeDisabled();
  await dialog().getByRole("radio").click();
  await expect
    .element(dialog().getByRole("status"))
    .toHaveTextContent(/^Adds 58 items to “Harbour”.*2 items are there already and skipped\./);
  await merge.click();
  await expect.poll(() => onClose.mock.calls.length).toBe(1);
  expect(bodies).toEqual([{ sources: [{ source_dataset_id: "other" }] }]);
});

it("says why nothing can be merged now", async () => {
  const busy = datasetWith({ can: { merge: "A re-index is running" } });
  server.on(`GET /dataset/${busy.id}`, () => busy);
  server.on("GET /datasets", () => [busy, other]);
  server.on(`POST /dataset/${busy.id}/merge_preview`, () => ({
    items: 60,
    adding: 60,
    already_there: 0,
    repeated: 0,
    skipped_fields: [],
  }));
  await render(<MergeDatasetDialog dataset={busy} onClose={() => undefined} />);
  await expect.element(dialog().getByRole("alert")).toHaveTextContent("A re-index is running");
  await dialog().getByRole("radio").click();
  await expect.element(dialog().getByRole("status")).toHaveTextContent("Adds 60 items");
  await expect.element(dialog().getByRole("button", { name: "Merge", exact: true })).toBeDisabled();
});
