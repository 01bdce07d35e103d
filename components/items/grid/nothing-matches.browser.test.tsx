import { beforeEach, describe, expect, it } from "vitest";
import { page } from "vitest/browser";
import { facetsWith, renderOnPage, serveItems } from "@/components/testing/items";
import { ODD_NAMES } from "@/components/testing/samples";
import { ItemGrid } from "./item-grid";

const KEY = `${"Ab-_".repeat(65)}Abc.1QcSHQRnh493V4dIh4eXh1h4kJUI`;
const address = () => new URLSearchParams(location.search).get("q");
const values = (...names: string[]) => names.map((value) => ({ value, count: 3 }));
const shown = (q: string, facets: Parameters<typeof facetsWith>[0] = {}) =>
  renderOnPage(<ItemGrid />, serveItems({ items: [], facets: () => facetsWith(facets) }), q);

beforeEach(() => page.viewport(1000, 700));

describe("a search that finds nothing", () => {
  it("says that a cluster of that name is not there, and searches for another one instead", async () => {
    await shown("cluster:3 tag:night", { facets: { cluster: values("harbour", "4"), tag: values("night") } });
    await expect
      .element(page.getByText("No cluster is called “3” in this version.", { exact: false }))
      .toHaveTextContent("Search for one of its clusters instead:");
    const instead = page.getByRole("list", { name: "Instead of “3”" });
    await expect.element(instead).toHaveTextContent("harbourCluster 4");
    await instead.getByRole("button", { name: "harbour", exact: true }).click();
    expect(address()).toBe("tag:night cluster:harbour");
  });

  it("says where there are none at all, and nothing where all names are there", async () => {
    await shown("label:dog tag:night", { facets: { tag: values("night") } });
    await expect.element(page.getByText("No label is called “dog” in this version. It has no labels.")).toBeVisible();
    await expect.element(page.getByText(/No tag is called/)).not.toBeInTheDocument();
  });

  it("names what was asked for in words", async () => {
    await shown(`image:${KEY} sky`);
    await expect.element(page.getByText("No item is found by like an image sky.")).toBeVisible();
    await page.getByRole("button", { name: "Without like an image" }).click();
    expect(address()).toBe("sky");
    expect(document.body.innerHTML).not.toContain(KEY);
  });

  it.each(ODD_NAMES)("fits whatever the name: %s", async (name) => {
    await page.viewport(390, 700);
    await shown(`tag:"${name}x"`, { facets: { tag: values(name) } });
    await expect.element(page.getByRole("list", { name: `Instead of “${name}x”` })).toBeVisible();
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
  });
});
