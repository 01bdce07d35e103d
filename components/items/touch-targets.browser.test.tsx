import { useEffect } from "react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { page } from "vitest/browser";
import { setFingers } from "@/components/testing/fit";
import { facetsWith, itemsFrom, renderOnPage, serveItems } from "@/components/testing/items";
import { server } from "@/components/testing/server";
import { useWorkspace } from "@/components/workspace/workspace";
import { FacetSidebar } from "./facets/facet-sidebar";
import { ItemGrid } from "./grid/item-grid";
import { ViewBar } from "./search/view-bar";
import { SelectionBar } from "./selection/selection-bar";

beforeEach(() => setFingers(true));
afterEach(() => setFingers(false));

function Page() {
  const { add } = useWorkspace().selection;
  useEffect(() => add([1, 2]), [add]);
  return (
    <div className="flex h-[800px] flex-col">
      <div className="max-h-[400px] overflow-y-auto">
        <FacetSidebar />
      </div>
      <ViewBar onFilters={() => undefined} />
      <ItemGrid />
      <SelectionBar />
    </div>
  );
}

const values = (count: number, name: string) =>
  Array.from({ length: count }, (_, index) => ({ value: `${name}-${index}`, count: 50 - index }));

it("everything to touch in the grid, above it, in the sidebar and the selection is 40 pixels high at least", async () => {
  await page.viewport(390, 820);
  const dataset = serveItems({
    items: itemsFrom(1, 12),
    facets: () =>
      facetsWith({
        facets: { label: values(3, "label"), tag: values(20, "tag"), cluster: [{ value: "1", count: 3 }] },
        without: { tag: 2, label: 0 },
      }),
  });
  server.on(`GET /dataset/${dataset.id}/facets/folders`, () => ({
    folders: [{ path: "north", count: 2, has_folders: true }],
  }));
  localStorage.setItem("stillframe.closed-sections", JSON.stringify({ Folders: true }));
  await renderOnPage(<Page />, dataset, "(label:label-0 OR label:label-1) -tag:fog");
  await expect.element(page.getByRole("radio", { name: "Any of them" })).toBeVisible();
  await expect.element(page.getByRole("button", { name: "Folders in north" })).toBeVisible();
  await expect.element(page.getByRole("button", { name: "Open image-1.jpg" })).toBeVisible();
  await expect.element(page.getByRole("region", { name: "Selection" })).toBeVisible();
  const small = [...document.querySelectorAll<HTMLElement>("button, input")]
    .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 40)
    .map((element) => element.getAttribute("aria-label") ?? element.textContent);
  expect(small).toEqual([]);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
});
