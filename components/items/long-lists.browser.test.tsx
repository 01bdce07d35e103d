import { describe, expect, it } from "vitest";
import { page } from "vitest/browser";
import { expectNoSidewaysScroll } from "@/components/testing/fit";
import { render } from "@/components/testing/render";
import { datasetWith, ODD_NAMES } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import { SavedViews } from "./search/saved-views";
import { DatasetsDialog } from "./selection/datasets-dialog";

const view = {
  q: "",
  sort: "added",
  seed: null,
  group: null,
  snapshot: null,
  item: null,
  panel: null,
  tab: null,
  actor: null,
  change: null,
} as const;
const dataset = datasetWith();

describe.each(ODD_NAMES)("a name that has no end: %s", (name) => {
  it("leaves a saved view's Delete in reach", async () => {
    await page.viewport(390, 700);
    server.on(`GET /dataset/${dataset.id}/views`, () => [{ view_id: "v", name, view: { q: name, sort: "added" } }]);
    await render(<SavedViews dataset={dataset} view={view} onChange={() => undefined} />);
    await page.getByRole("button", { name: "Saved views" }).click();
    const list = page.getByRole("list", { name: "Views" });
    await expect.element(list).toBeVisible();
    expectNoSidewaysScroll(list.element());
  });

  it("leaves the size of another dataset in sight", async () => {
    await page.viewport(390, 700);
    server.on("GET /datasets", () => [datasetWith({ id: "other", display_name: name })]);
    const selected = [{ dataset_id: dataset.id, selection: { item_ids: ["a"] }, count: 1 }];
    const search = { q: "", datasets: [dataset.id], found: selected };
    await render(
      <DatasetsDialog selected={selected} search={search} onRemoved={() => undefined} onClose={() => undefined} />,
    );
    const list = page.getByRole("list", { name: "Datasets" });
    await expect.element(list).toBeVisible();
    expectNoSidewaysScroll(list.element());
  });
});
