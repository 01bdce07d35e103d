import { describe, expect, it } from "vitest";
import { page } from "vitest/browser";
import { render } from "@/components/testing/render";
import { datasetWith } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import type { PropagationPreview } from "@/lib/propagation/schema";
import { PropagationDialog } from "./propagation-dialog";

const dataset = datasetWith();
const nothing: PropagationPreview = {
  labelled: 2,
  targets: 4,
  changed: 0,
  reason: "too_uncertain",
  best_confidence: 0.547,
  estimated: false,
  labels: [],
  samples: [],
};

async function open(answer: (minConfidence: number) => PropagationPreview) {
  server.on(`GET /dataset/${dataset.id}`, () => dataset);
  server.on(`POST /dataset/${dataset.id}/label_propagation/preview`, ({ body }) =>
    answer((body as { min_confidence: number }).min_confidence),
  );
  await render(<PropagationDialog dataset={dataset} onClose={() => undefined} />);
}

describe("a propagation that finds nothing", () => {
  it("says how sure it is at most, and asks for that on demand", async () => {
    await open((min) =>
      min > 0.547 ? nothing : { ...nothing, changed: 1, reason: null, labels: [{ label: "coast", count: 1 }] },
    );
    await expect.element(page.getByText("Nothing is sure at 70 %: the surest would be 54 %.")).toBeVisible();
    await page.getByRole("button", { name: "Set to 54 %" }).click();
    await expect.element(page.getByText("1 of 4 unlabelled items would get a label")).toBeVisible();
    await expect.element(page.getByRole("slider", { name: /confidence/ })).toHaveValue("54");
    await expect.element(page.getByRole("button", { name: "Propagate" })).toBeEnabled();
  });

  it.each([
    ["no_unlabelled", "Every item has a label already"],
    ["nothing_comparable", "Re-index, so that their pictures are read"],
  ] as const)("says what to change: %s", async (reason, text) => {
    await open(() => ({ ...nothing, reason, best_confidence: null }));
    await expect.element(page.getByText(text)).toBeVisible();
    await expect.element(page.getByRole("button", { name: "Propagate" })).toBeDisabled();
  });

  it("tells what the server refuses", async () => {
    await open(() => {
      throw new Error("No item has a label to pass on. Label some items first.");
    });
    await expect.element(page.getByRole("alert")).toHaveTextContent("Label some items first.");
  });
});
