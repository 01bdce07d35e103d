import { describe, expect, it } from "vitest";
import { page } from "vitest/browser";
import { render } from "@/components/testing/render";
import { datasetWith } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import type { EnrichmentType, ModelDto } from "@/lib/models/schema";
import { EnrichDialog } from "./enrich-dialog";
import { ReindexDialog } from "./reindex-dialog";

const dataset = datasetWith();
const WHAT_TO_DO = "Its files are not installed. The server's administrator can put them into the models folder.";

const model = (name: string, type: EnrichmentType, detail: string | null): ModelDto => ({
  id: name,
  name,
  type,
  status: detail ? "UNAVAILABLE" : "ACTIVE",
  status_detail: detail,
  vendor: "built in",
  description: `What ${name} does.`,
  dependencies: [],
});
const usable = [model("Colours", "colour_composition", null), model("Camera data", "exif", null)];
const missing = ["CLIP", "ViT", "YOLOS", "BLIP"].map((name) => model(name, "classification", WHAT_TO_DO));
const embedding = model("SigLIP", "embedding", WHAT_TO_DO);

async function open(models: ModelDto[]) {
  server.on(`GET /dataset/${dataset.id}`, () => dataset);
  server.on(`GET /enrichment/${dataset.id}/list_models`, () => models);
  await render(<EnrichDialog dataset={dataset} onClose={() => undefined} />);
}

describe("the models of an enrichment", () => {
  it("begin with those that can be used; the others are folded, with what to do", async () => {
    await open([...missing, embedding, ...usable]);
    await expect.element(page.getByRole("list", { name: "Models" }).getByRole("checkbox").first()).toBeEnabled();
    expect(page.getByRole("checkbox").elements()).toHaveLength(usable.length);
    await page.getByText("Not available here (5)").click();
    await expect.element(page.getByRole("checkbox", { name: "YOLOS" })).toBeDisabled();
    // All lack the same: it is said once.
    expect(page.getByText(WHAT_TO_DO).elements()).toHaveLength(1);
  });

  it("each say what they lack where that differs", async () => {
    await open([...usable, missing[0]!, model("BLIP", "captioning", "What runs learned models is not installed.")]);
    await page.getByText("Not available here (2)").click();
    await expect.element(page.getByText(WHAT_TO_DO)).toBeVisible();
    await expect.element(page.getByText("What runs learned models is not installed.")).toBeVisible();
  });

  it("are not folded where all can be used", async () => {
    await open(usable);
    await expect.element(page.getByRole("checkbox", { name: "Colours" })).toBeVisible();
    await expect.element(page.getByText(/Not available here/)).not.toBeInTheDocument();
  });
});

describe("the models of a re-index", () => {
  it("are those that can be used; the others are folded, with what to do", async () => {
    server.on(`GET /dataset/${dataset.id}`, () => dataset);
    server.on(`GET /enrichment/${dataset.id}/list_models`, () => [...usable, ...missing, embedding]);
    await render(<ReindexDialog dataset={dataset} onClose={() => undefined} />);
    await page.getByText("Not available here (1)").click();
    await expect.element(page.getByText(WHAT_TO_DO)).toBeVisible();
    await expect.element(page.getByRole("combobox")).not.toBeInTheDocument();
  });
});
