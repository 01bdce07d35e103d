import { describe, expect, it } from "vitest";
import { page } from "vitest/browser";
import { expectNoSidewaysScroll } from "@/components/testing/fit";
import { render } from "@/components/testing/render";
import { appliedModelWith, datasetWith, LONG_NAME } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import type { AppliedModel } from "@/lib/applied-models/schema";
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

async function open(models: ModelDto[], applied: AppliedModel[] = []) {
  server.on(`GET /dataset/${dataset.id}`, () => dataset);
  server.on(`GET /enrichment/${dataset.id}/list_models`, () => models);
  server.on(`GET /enrichment/${dataset.id}/applied_models`, () => ({ models: applied, items: 60 }));
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

  it("say how much of the data they were applied to, when and with what", async () => {
    const clip = model("CLIP", "zero_shot_tagging", null);
    await open(
      [...usable, clip, model("Quality", "image_quality", null)],
      [
        appliedModelWith({ model_id: "Colours", items: 58 }),
        appliedModelWith({ type: "zero_shot_tagging", model_id: "CLIP", options: { vocabulary: ["fog", "rain"] } }),
        appliedModelWith({ type: "zero_shot_tagging", model_id: "CLIP", options: { vocabulary: "dataset" }, items: 2 }),
      ],
    );
    const rows = page.getByRole("list", { name: "Models" }).getByRole("listitem");
    await expect
      .element(rows.filter({ hasText: "Colours" }))
      .toHaveTextContent("Applied to 58 of 60 items, Nov 3, 2026");
    const tagging = rows.filter({ hasText: "CLIP" });
    await expect.element(tagging).toHaveTextContent("Applied to all 60 items, Nov 3, 2026; words: fog, rain");
    await expect.element(tagging).toHaveTextContent("Applied to 2 of 60 items");
    await expect.element(rows.filter({ hasText: "Camera data" })).toHaveTextContent("Not applied");
    await expect
      .element(rows.filter({ hasText: "Quality" }))
      .toHaveTextContent("Part of the index, which covers all 60 items");
    await expect
      .element(page.getByRole("checkbox", { name: "Colours" }))
      .toHaveAccessibleDescription("Applied to 58 of 60 items, Nov 3, 2026");
    await expect.element(page.getByRole("region", { name: /not available/ })).not.toBeInTheDocument();
  });

  it("are told, too, where they were applied and cannot be used here, whatever their names", async () => {
    await page.viewport(390, 800);
    await open(
      [...usable, ...missing],
      [
        appliedModelWith({ type: "classification", model_id: "YOLOS", name: "YOLOS" }),
        appliedModelWith({ type: "captioning", model_id: "gone", name: LONG_NAME }),
      ],
    );
    const gone = page.getByRole("region", { name: "Applied and not available here" });
    await expect.element(gone).toHaveTextContent("YOLOS, not available here. Applied to all 60 items, Nov 3, 2026");
    await expect.element(gone).toHaveTextContent(LONG_NAME);
    expectNoSidewaysScroll(page.getByRole("dialog").element());
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
