import { beforeEach, describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { expectNoSidewaysScroll } from "@/components/testing/fit";
import { facetsWith, itemsFrom } from "@/components/testing/items";
import { navigate, render } from "@/components/testing/render";
import { datasetWith } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import { ApiError } from "@/lib/api-client";
import type { ItemDto } from "@/lib/items/schema";
import { InputsPage } from "./inputs-page";

const [A, B] = ["a", "b"].map((letter) => `${letter.repeat(8)}-1111-4111-8111-111111111111`) as [string, string];
const VERSION = "e1111111-1111-4111-8111-111111111111";
const NAMES: Record<string, string> = { [A]: "Harbour", [B]: "Mountains" };
/** Clones: their items have numbers and ids in common. */
const items = (id: string, count: number): ItemDto[] =>
  itemsFrom(1, count, () => ({ dataset_id: id, dataset_name: NAMES[id]! }));

interface Asked {
  readonly url: URL;
}
/** What the server has, by dataset; a search finds the first of each. */
function serve(counts: Record<string, number>) {
  const found = ({ url }: Asked) => {
    const only = url.searchParams.get("dataset_id")?.split(",");
    return Object.entries(counts)
      .filter(([id]) => !only || only.includes(id))
      .flatMap(([id, count]) => items(id, url.searchParams.get("q") ? Math.min(1, count) : count));
  };
  server.on("GET /inputs", (asked) => {
    const all = found(asked);
    const offset = Number(asked.url.searchParams.get("offset") ?? 0);
    const limit = Number(asked.url.searchParams.get("limit"));
    return {
      items: all.slice(offset, offset + limit),
      next_cursor: null,
      total: all.length,
      state_id: VERSION,
      offset,
      located: null,
    };
  });
  server.on("GET /inputs/numbers", (asked) => ({
    datasets: Object.keys(counts).map((dataset_id) => ({
      dataset_id,
      numbers: found(asked)
        .filter((item) => item.dataset_id === dataset_id)
        .map(({ item_no }) => [item_no, item_no]),
    })),
    count: found(asked).length,
  }));
  server.on("GET /inputs/datasets", ({ url }) => {
    const datasets = Object.entries(counts)
      .map(([dataset_id, count]) => ({
        dataset_id,
        dataset_name: NAMES[dataset_id],
        count: url.searchParams.get("q") ? Math.min(1, count) : count,
      }))
      .filter(({ count }) => count > 0);
    return { datasets, total: datasets.reduce((sum, { count }) => sum + count, 0), state_id: VERSION };
  });
  server.on("GET /inputs/facets", () => ({
    ...facetsWith({ facets: { tag: [{ value: "night", count: 2 }] } }),
    counted: true,
  }));
  server.on("GET /datasets", () => Object.keys(counts).map((id) => datasetWith({ id, display_name: NAMES[id]! })));
}

const open = async (search = "") => {
  history.replaceState(null, "", search === "" ? location.pathname : search);
  await render(
    <div className="flex h-[700px] flex-col">
      <InputsPage initial={null} />
    </div>,
  );
};
const tiles = (name: string) => page.getByRole("button", { name, exact: true });
const bar = () => page.getByRole("region", { name: "Selection" });
const datasets = () => page.getByRole("region", { name: "Datasets" });

beforeEach(async () => {
  await page.viewport(1300, 760);
});

describe("the page of all inputs", () => {
  it("lists items of all datasets, tells which each is of, and narrows to datasets", async () => {
    serve({ [A]: 2, [B]: 3 });
    await open();
    await expect.element(page.getByText("5 items", { exact: true })).toBeVisible();
    expect(
      tiles("image-1.jpg")
        .elements()
        .map((tile) => tile.getAttribute("aria-description")),
    ).toEqual(["Image; in Harbour", "Image; in Mountains"]);
    await datasets().getByRole("button", { name: "Mountains 3" }).click();
    await expect.element(page.getByText("3 items", { exact: true })).toBeVisible();
    expect(location.search).toBe(`?dataset=${B}`);
    await datasets().getByRole("button", { name: "Harbour 2" }).click();
    await expect.element(page.getByText("5 items", { exact: true })).toBeVisible();
    expect(new URLSearchParams(location.search).getAll("dataset")).toEqual([B, A]);
  });

  it("searches, and clicks of facets are searches", async () => {
    serve({ [A]: 2, [B]: 3 });
    await open();
    await page.getByRole("region", { name: "Tags" }).getByRole("button", { name: "night 2" }).click();
    await expect.element(page.getByText("2 items", { exact: true })).toBeVisible();
    expect(location.search).toBe("?q=tag%3Anight");
    await expect.element(datasets().getByRole("button", { name: "Mountains 1" })).toBeVisible();
  });

  it("tells items of clones apart: one is selected, a range goes over two datasets, and all are", async () => {
    serve({ [A]: 2, [B]: 3 });
    await open();
    await expect.element(tiles("image-1.jpg").first()).toBeVisible();
    await tiles("image-1.jpg").first().click();
    await expect.element(bar()).toHaveTextContent("1 item selected");
    await expect.element(tiles("image-1.jpg").nth(1)).toHaveAttribute("aria-pressed", "false");
    await userEvent.keyboard("{Shift>}");
    await tiles("image-2.jpg").nth(1).click();
    await userEvent.keyboard("{/Shift}");
    await expect.element(bar()).toHaveTextContent("4 items selected");
    await bar().getByRole("button", { name: "Dataset…" }).click();
    await page.getByRole("radio", { name: "Remove" }).click();
    const options = page.getByRole("dialog", { name: "4 inputs" }).getByRole("list", { name: "Datasets" });
    await expect.element(options).toHaveTextContent("Harbour2 itemsMountains2 items");
    await userEvent.keyboard("{Escape}");
    await bar().getByRole("button", { name: "Select all" }).click();
    await expect.element(bar()).toHaveTextContent("5 items selected");
    await userEvent.keyboard("{Control>}");
    await tiles("image-3.jpg").click();
    await userEvent.keyboard("{/Control}");
    await expect.element(bar()).toHaveTextContent("4 items selected");
    // Another list says nothing about what was selected of this one.
    await datasets().getByRole("button", { name: "Harbour 2" }).click();
    await expect.element(bar()).not.toBeInTheDocument();
  });

  it("opens an item in its dataset, by double click and by keyboard", async () => {
    serve({ [A]: 1, [B]: 1 });
    await open();
    const [, mountain] = items(B, 1).concat(items(B, 1));
    await tiles("image-1.jpg").nth(1).dblClick();
    expect(navigate).toHaveBeenLastCalledWith(`/datasets/${B}?item=${mountain!.media_id}`);
    await userEvent.keyboard("{Home}{Enter}");
    expect(navigate).toHaveBeenLastCalledWith(`/datasets/${A}?item=${mountain!.media_id}`);
  });

  it("says what to do where there is nothing, and where nothing matches", async () => {
    serve({});
    await open();
    await expect.element(page.getByText("No inputs yet")).toBeVisible();
    await expect.element(page.getByRole("link", { name: "Open a dataset" })).toHaveAttribute("href", "/datasets");
  });

  it("leads back from a search that finds nothing", async () => {
    serve({ [A]: 0, [B]: 0 });
    await open(`?q=tag%3Anone&dataset=${A}`);
    await expect.element(page.getByText("Nothing matches")).toBeVisible();
    await page.getByRole("button", { name: "Show all inputs" }).click();
    expect(location.search).toBe("");
  });

  it("says what could not be read, and reads it again", async () => {
    serve({ [A]: 1 });
    let works = false;
    const answer = { items: items(A, 1), next_cursor: null, total: 1, state_id: VERSION, offset: 0, located: null };
    server.on("GET /inputs", () => {
      if (!works) throw new ApiError(409, "The database is away");
      return answer;
    });
    await open();
    await expect.element(page.getByRole("alert")).toHaveTextContent("The database is away");
    works = true;
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.element(tiles("image-1.jpg")).toBeVisible();
  });

  it("fits a phone: its filters are a drawer, and nothing scrolls sideways", async () => {
    await page.viewport(390, 760);
    serve({ [A]: 2, [B]: 3 });
    await open();
    await expect.element(tiles("image-1.jpg").first()).toBeVisible();
    expectNoSidewaysScroll();
    await page.getByRole("button", { name: "Filters", exact: true }).click();
    await page.getByRole("dialog", { name: "Filters" }).getByRole("button", { name: "Mountains 3" }).click();
    await expect.element(page.getByText("3 items", { exact: true })).toBeVisible();
    expectNoSidewaysScroll();
  });
});
