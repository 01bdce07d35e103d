import { beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { FilterChips } from "@/components/items/search/filter-chips";
import { ViewBar } from "@/components/items/search/view-bar";
import { Tile } from "@/components/items/grid/tile";
import { itemWith as sampleItem } from "@/components/testing/items";
import { render } from "@/components/testing/render";
import { datasetWith, ODD_NAMES } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import { WorkspaceProvider } from "@/components/workspace/workspace";
import type { ItemDto, ItemPage } from "@/lib/items/schema";

const ID = "0b5c1f60-8f6d-4b0e-9d6b-3a1f0f1c2d3e";
const PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
/** A descriptor's length, and a ThumbHash. */
const KEY = `${"Ab-_".repeat(65)}Abc.1QcSHQRnh493V4dIh4eXh1h4kJUI`;
const dataset = datasetWith();

const itemWith = (facts: Partial<ItemDto> = {}): ItemDto =>
  sampleItem(3, {
    media_id: ID,
    file_name: "harbour.jpg",
    file_path: "harbour.jpg",
    url: PIXEL,
    thumbnail_url: PIXEL,
    preview_url: PIXEL,
    ...facts,
  });

beforeEach(() => history.replaceState(null, "", "/"));

describe("a likeness among the active filters", () => {
  const chips = (q: string) => {
    const [changed, adjusted] = [vi.fn(), vi.fn()];
    server.on(`GET /dataset/${dataset.id}/items/${ID}`, () => itemWith());
    const shown = render(
      <FilterChips datasetId={dataset.id} snapshotId={null} q={q} onChange={changed} onAdjust={adjusted} />,
    );
    return { changed, adjusted, shown };
  };

  it("shows the example and how alike it has to be, and goes", async () => {
    const { changed, shown } = chips(`tag:night similar:${ID}@0.85`);
    await shown;
    const chip = page.getByRole("button", { name: "Similar to harbour.jpg, at least 85 % alike", exact: true });
    await expect.element(chip).toBeVisible();
    expect(getComputedStyle(page.getByTestId("example-picture").element()).backgroundImage).toContain("data:image/gif");
    await page.getByRole("button", { name: "Remove filter Similar to harbour.jpg" }).click();
    expect(changed).toHaveBeenCalledWith("tag:night");
  });

  it("shows words, an image from elsewhere, and what is excluded", async () => {
    await chips(`description:"a boat at dusk" -similar:${ID} image:${KEY}`).shown;
    await expect.element(page.getByRole("button", { name: "“a boat at dusk”, at least 20 % alike" })).toBeVisible();
    await expect
      .element(page.getByRole("button", { name: "Not similar to harbour.jpg, less than 70 % alike" }))
      .toBeVisible();
    await expect.element(page.getByRole("button", { name: "Like an image, at least 70 % alike" })).toBeVisible();
    // The key has a picture in it; no text of it is shown.
    expect(page.getByTestId("example-picture").elements()).toHaveLength(2);
    expect(document.body.textContent).not.toContain("Ab-_");
  });

  it("asks for another likeness once the slider rests, in the place of the old one", async () => {
    const { adjusted, shown } = chips(`tag:night similar:${ID} sky`);
    await shown;
    await page.getByRole("button", { name: /^Similar to harbour.jpg/ }).click();
    const slider = page.getByRole("slider", { name: "At least" });
    await expect.element(slider).toHaveValue("0.7");
    (slider.element() as HTMLElement).focus();
    await userEvent.keyboard("{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}");
    await expect.element(page.getByText("75 % alike", { exact: true })).toBeVisible();
    await expect.poll(() => adjusted.mock.calls).toEqual([[`tag:night similar:${ID}@0.75 sky`]]);
  });

  it("loses nothing when its popover closes while the slider still waits", async () => {
    const { adjusted, shown } = chips("description:boat");
    await shown;
    await page.getByRole("button", { name: /^“boat”/ }).click();
    (page.getByRole("slider", { name: "At least" }).element() as HTMLElement).focus();
    await userEvent.keyboard("{ArrowLeft}{Escape}");
    await expect.poll(() => adjusted.mock.calls).toEqual([["description:boat@0.19"]]);
  });

  it.each(ODD_NAMES)("stays within a narrow page whatever the name: %s", async (file_name) => {
    await page.viewport(390, 700);
    server.on(`GET /dataset/${dataset.id}/items/${ID}`, () => itemWith({ file_name }));
    await render(
      <FilterChips
        datasetId={dataset.id}
        snapshotId={null}
        q={`similar:${ID}`}
        onChange={() => undefined}
        onAdjust={() => undefined}
      />,
    );
    await expect.element(page.getByRole("button", { name: /^Remove filter Similar to/ })).toBeVisible();
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
  });
});

describe("searching by likeness on a dataset's page", () => {
  const listed: Record<string, string>[] = [];
  const open = async (address: string, models: object[] = []) => {
    listed.length = 0;
    history.replaceState(null, "", address);
    server.on(`GET /dataset/${dataset.id}`, () => dataset);
    server.on(`GET /enrichment/${dataset.id}/list_models`, () => models);
    server.on(`GET /dataset/${dataset.id}/views`, () => []);
    server.on(`GET /dataset/${dataset.id}/items/${ID}`, () => itemWith());
    server.on(`GET /dataset/${dataset.id}/items`, ({ url }): ItemPage => {
      listed.push(Object.fromEntries(url.searchParams));
      return {
        items: [itemWith()],
        next_cursor: null,
        total: 1,
        state_id: dataset.state_id!,
        offset: 0,
        located: null,
      };
    });
    await render(
      <WorkspaceProvider initialDataset={dataset} initialItems={null}>
        <ViewBar onFilters={() => undefined} />
      </WorkspaceProvider>,
    );
    await expect.element(page.getByText("1 item", { exact: true })).toBeVisible();
  };
  const address = () => Object.fromEntries(new URLSearchParams(location.search));
  const sorting = () => page.getByRole("combobox", { name: "Sort items" });
  const embedding = (status: string) => ({ id: "a/clip", type: "embedding", status });

  it("offers a description only where a model can answer, and puts the words into the search", async () => {
    await open("/?q=tag%3Anight&sort=name", [embedding("ACTIVE")]);
    await page.getByRole("button", { name: "Search by description" }).click();
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await expect.element(page.getByRole("alert")).toHaveTextContent("Describe what to look for");
    await page.getByRole("searchbox", { name: "Description" }).fill("a boat");
    await userEvent.keyboard("{Enter}");
    await expect.poll(address).toEqual({ q: 'description:"a boat" tag:night' });
    await expect.poll(() => listed.at(-1)).toMatchObject({ q: 'description:"a boat" tag:night', sort: "-similarity" });
    await expect.element(page.getByRole("dialog")).not.toBeInTheDocument();
  });

  it.each([[[]], [[embedding("UNAVAILABLE")]], [[{ ...embedding("ACTIVE"), type: "exif" }]]])(
    "does not offer a description with %o",
    async (models) => {
      await open("/", models);
      await expect.element(page.getByRole("button", { name: "Search by image" })).toBeVisible();
      await expect.element(page.getByRole("button", { name: "Search by description" })).not.toBeInTheDocument();
    },
  );

  it("puts an image into the search, and says what is wrong with one that cannot be compared", async () => {
    await open("/");
    await page.getByRole("button", { name: "Search by image" }).click();
    server.on(`POST /dataset/${dataset.id}/items/similar`, () => {
      throw new Error("This cannot be compared: not an image or a video");
    });
    const input = page.getByLabelText("Image to look for");
    await userEvent.upload(input, new File(["no image"], "notes.txt", { type: "text/plain" }));
    await expect.element(page.getByRole("alert")).toHaveTextContent("This cannot be compared");
    server.on(`POST /dataset/${dataset.id}/items/similar`, () => ({ items: [], key: KEY }));
    await userEvent.upload(input, new File(["x"], "mine.jpg", { type: "image/jpeg" }));
    await expect.poll(address).toEqual({ q: `image:${KEY}` });
    await expect.element(page.getByRole("button", { name: "Like an image, at least 70 % alike" })).toBeVisible();
  });

  it("has an order of its own, which another one replaces and which goes with the likeness", async () => {
    await open(`/?q=similar:${ID}`);
    await expect.element(sorting()).toHaveValue("-similarity");
    expect(listed.at(-1)).toMatchObject({ sort: "-similarity" });
    await sorting().selectOptions("Oldest first");
    expect(address()).toMatchObject({ sort: "added" });
    await sorting().selectOptions("Most similar");
    expect(address()).toEqual({ q: `similar:${ID}` });
    await page.getByRole("button", { name: "Remove filter Similar to harbour.jpg" }).click();
    await expect.element(sorting()).toHaveValue("added");
    expect(address()).toEqual({});
    await expect.element(page.getByRole("option", { name: "Most similar" })).not.toBeInTheDocument();
  });

  it("changes the least likeness without steps in the history", async () => {
    await open(`/?q=similar:${ID}`);
    const before = history.length;
    await page.getByRole("button", { name: /^Similar to harbour.jpg/ }).click();
    (page.getByRole("slider", { name: "At least" }).element() as HTMLElement).focus();
    await userEvent.keyboard("{ArrowLeft}");
    await expect.poll(address).toEqual({ q: `similar:${ID}@0.69` });
    await expect.element(page.getByRole("slider", { name: "At least" })).toBeVisible();
    await expect.poll(() => listed.at(-1)).toMatchObject({ q: `similar:${ID}@0.69` });
    expect(history.length).toBe(before);
  });
});

describe("a tile", () => {
  const tile = (item: ItemDto) =>
    render(
      <ul>
        <Tile
          {...{ item, place: 0, total: 1, x: 0, y: 0, width: 150, height: 130, pictureHeight: 100, caption: "name" }}
          {...{ focusable: true, selected: false, inStack: false, objects: false }}
          onFocus={() => undefined}
          onClick={() => undefined}
          onOpen={() => undefined}
        />
      </ul>,
    );
  it("says how alike it is, where that was asked for", async () => {
    await tile(itemWith({ similarity: 0.834 }));
    await expect.element(page.getByText("83 %")).toBeVisible();
    await expect
      .element(page.getByRole("button", { name: "harbour.jpg", exact: true }))
      .toHaveAttribute("aria-description", "Image; 83 % alike");
  });
  it("says nothing of it else", async () => {
    await tile(itemWith());
    expect(document.body.textContent).not.toContain("%");
  });
});
