import { beforeEach, describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { expectNoSidewaysScroll } from "@/components/testing/fit";
import { itemWith } from "@/components/testing/items";
import { render } from "@/components/testing/render";
import { comparisonWith, datasetWith, entryWith } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import type { ComparedItem, ComparedPage } from "@/lib/comparing/schema";
import type { ItemDto } from "@/lib/items/schema";
import { objectChanges } from "@/lib/objects/changes";
import type { ComparisonDto } from "@/lib/snapshots/schema";
import { ComparePage } from "./compare-page";

const dataset = datasetWith();
const FIRST = entryWith({ snapshot_name: "First labels", is_current: true });
const SECOND = entryWith({ snapshot_id: "52222222-2222-4222-8222-222222222222", snapshot_name: "Second look" });
const CLONE = datasetWith({
  id: "d2222222-2222-4222-8222-222222222222",
  display_name: "Harbour (cloned)",
  source_dataset_id: dataset.id,
});

const box = (label: string, col_x: number) => ({
  object_id: "0b000000-0000-4000-8000-000000000001",
  label,
  type: "box" as const,
  col_x,
  row_y: 20,
  width: 60,
  height: 40,
});
const changed = (
  number: number,
  before: Partial<ItemDto>,
  after: Partial<ItemDto>,
  kinds: ComparedItem["kinds"],
): ComparedItem => {
  const [was, is] = [itemWith(number, before), itemWith(number, { ...after, etag: `after-${number}` })];
  return { change: "changed", kinds, before: was, after: is, object_changes: objectChanges(was.objects, is.objects) };
};
const ITEMS: ComparedItem[] = [
  changed(
    1,
    { tags: ["day"], captions: ["A boat in the harbour"], objects: [box("boat", 10)] },
    { tags: ["night"], captions: ["A red boat in the harbour"], objects: [box("ship", 90)] },
    ["tags", "captions", "objects"],
  ),
  { change: "added", kinds: [], before: null, after: itemWith(2), object_changes: null },
  { change: "removed", kinds: [], before: itemWith(3), after: null, object_changes: null },
  changed(4, { metadata: { speed: 3 } }, { metadata: { speed: 4, constructor: "x" } as ItemDto["metadata"] }, [
    "metadata",
  ]),
];
const COMPARISON = comparisonWith({
  added: 1,
  removed: 1,
  changed: 2,
  by_kind: { tags: 1, captions: 1, objects: 1, metadata: 1 },
  facets: [
    { facet: "tag", value: "night", before: 0, after: 1 },
    { facet: "tag", value: "day", before: 9, after: 3 },
  ],
});

const asked: string[] = [];
/** Says what two versions of the dataset come to. */
function serve(
  path: string,
  { comparison = COMPARISON, items = ITEMS }: { comparison?: ComparisonDto; items?: ComparedItem[] } = {},
) {
  server.on(`GET ${path}`, ({ url }) => ({
    ...comparison,
    facets: url.searchParams.get("facets") === "none" ? [] : comparison.facets,
  }));
  server.on(`GET ${path}/items`, ({ url }): ComparedPage | Response => {
    const parameters = Object.fromEntries(url.searchParams);
    asked.push(JSON.stringify(parameters));
    if (parameters.q === 'meta:"speed>fast"')
      return Response.json({ detail: [{ loc: ["query", "q", 5], msg: "“fast” is no number" }] }, { status: 422 });
    const found = items.filter(
      ({ change, kinds }) =>
        parameters.change === "all" || change === parameters.change || (kinds as string[]).includes(parameters.change!),
    );
    const located = found.findIndex(({ before, after }) => (after ?? before)!.media_id === parameters.locate);
    const offset = Number(parameters.offset ?? 0);
    return {
      items: found.slice(offset, offset + Number(parameters.limit)),
      next_cursor: null,
      total: found.length,
      offset,
      located: located < 0 ? null : located,
      from_state_id: comparison.from_state_id,
      to_state_id: comparison.to_state_id,
    };
  });
}

const compared = (b = "head", a = "current") => `/dataset/${dataset.id}/snapshot/${a}/compare/${b}`;
beforeEach(() => {
  asked.length = 0;
  history.replaceState(null, "", location.pathname);
  server.on(`GET /dataset/${dataset.id}`, () => dataset);
  server.on(`GET /dataset/${CLONE.id}`, () => CLONE);
  server.on("GET /datasets", () => [dataset]);
  server.on(`GET /dataset/${dataset.id}/classes`, () => ({ classes: [] }));
  for (const [name, entry] of [
    ["current", FIRST],
    [FIRST.snapshot_id, FIRST],
    [SECOND.snapshot_id, SECOND],
  ] as const)
    server.on(`GET /dataset/${dataset.id}/snapshot/${name}`, () => entry);
  server.on(`GET /dataset/${dataset.id}/snapshot`, () => ({ items: [SECOND, FIRST], next_cursor: null, total: 2 }));
  serve(compared());
});
const open = async (search = "") => {
  history.replaceState(null, "", search ? `?${search}` : location.pathname);
  // As large as the page makes it.
  return render(
    <div style={{ height: 700, display: "flex" }}>
      <ComparePage initialDataset={dataset} />
    </div>,
  );
};
const tile = (name: string) =>
  page.getByRole("list", { name: "Items that differ" }).getByRole("button", { name, exact: true });

describe("a comparison", () => {
  it("is of what changed since the Current Version; chips tell numbers and filter", async () => {
    await open();
    await expect.element(page.getByRole("heading", { name: "Changes since First labels" })).toBeVisible();
    const chips = page.getByRole("group", { name: "What changed" });
    await expect
      .element(chips)
      .toHaveTextContent("All changes 4Added 1Removed 1Changed 2Tags 1Captions 1Objects 1Metadata 1");
    await expect.element(tile("image-1.jpg")).toHaveAccessibleDescription("Changed: tags, captions, objects");
    await expect.element(tile("image-3.jpg")).toHaveAccessibleDescription("Removed");
    await chips.getByRole("button", { name: "Added 1" }).click();
    await expect.element(tile("image-2.jpg")).toBeVisible();
    await expect.element(tile("image-1.jpg")).not.toBeInTheDocument();
    expect(location.search).toBe("?change=added");
  });

  it("shows which values got more and fewer items, and lists those that got or lost one", async () => {
    await page.viewport(1440, 900);
    await open();
    const tags = page.getByRole("region", { name: "Tags" });
    await expect.element(tags.getByRole("button", { name: "day: −6, from 9 to 3" })).toBeVisible();
    await tags.getByRole("button", { name: "night: +1, from 0 to 1" }).click();
    await expect.poll(() => asked.at(-1)).toContain('"facet":"tag:night"');
    await page.getByRole("button", { name: "List more than what got or lost night" }).click();
    expect(location.search).toBe("");
  });

  it("is searched and sorted; a mistake is marked where it stands", async () => {
    await open();
    await page.getByRole("combobox", { name: "Search items" }).fill("tag:night");
    await userEvent.keyboard("{Enter}");
    await expect.poll(() => asked.at(-1)).toContain('"q":"tag:night"');
    await page.getByRole("combobox", { name: "Sort items" }).selectOptions("Name Z–A");
    await expect.poll(() => asked.at(-1)).toContain('"sort":"-name"');
    expect(new URLSearchParams(location.search).get("sort")).toBe("-name");
    await page.getByRole("combobox", { name: "Search items" }).fill('meta:"speed>fast"');
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByRole("alert").filter({ hasText: "“fast” is no number" })).toBeVisible();
  });

  it("swaps, and chooses another version, of a clone too", async () => {
    server.on("GET /datasets", () => [dataset, CLONE]);
    serve(compared("current", "head"));
    serve(compared(SECOND.snapshot_id));
    await open();
    await page.getByRole("button", { name: "Swap the versions" }).click();
    await expect.element(page.getByRole("heading", { name: "Changes from Now to First labels" })).toBeVisible();
    await page.getByRole("button", { name: "Swap the versions" }).click();
    await page.getByRole("combobox", { name: "To", exact: true }).click();
    await page.getByRole("option", { name: "Second look" }).click();
    await expect.element(page.getByRole("heading", { name: "Changes from First labels to Second look" })).toBeVisible();
    expect(location.search).toBe(`?to=${SECOND.snapshot_id}`);
    await page.getByRole("combobox", { name: "To", exact: true }).click();
    await page.getByRole("combobox", { name: "Dataset of To" }).selectOptions("Harbour (cloned)");
    await expect
      .element(page.getByRole("heading", { name: "Changes from First labels to Now of Harbour (cloned)" }))
      .toBeVisible();
    expect(location.search).toBe(`?to_dataset=${CLONE.id}`);
  });

  it("says that nothing differs, that nothing matches, and why it could not be read", async () => {
    serve(compared(), { comparison: comparisonWith(), items: [] });
    const { unmount } = await open();
    await expect.element(page.getByText("No item differs")).toBeVisible();
    await unmount();
    serve(compared(), { items: [] });
    const filtered = await open("q=tag:none");
    await page.getByRole("button", { name: "Show all changes" }).click();
    expect(location.search).toBe("");
    await filtered.unmount();
    server.on(`GET ${compared()}`, () => {
      throw new Error("This version is damaged");
    });
    await open();
    await expect.element(page.getByRole("alert").first()).toHaveTextContent("This version is damaged");
  });

  it("fits a phone", async () => {
    await page.viewport(390, 844);
    await open();
    await expect.element(tile("image-1.jpg")).toBeVisible();
    expectNoSidewaysScroll();
    await page.getByRole("button", { name: "By value" }).click();
    await expect.element(page.getByRole("dialog", { name: "What differs by value" })).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await tile("image-1.jpg").click();
    await expect.element(page.getByRole("dialog", { name: "image-1.jpg" })).toBeVisible();
    expectNoSidewaysScroll();
  });
});

describe("one item of a comparison", () => {
  const dialog = (name: string) => page.getByRole("dialog", { name });

  it("tells what became of it in words: tags, captions word by word, objects by their ids", async () => {
    await page.viewport(1440, 900);
    await open();
    await tile("image-1.jpg").click();
    const words = page.getByRole("complementary", { name: "Changes of this item" });
    await expect.element(words).toHaveTextContent("boat → ship moved and relabelled");
    await expect.element(words.getByText("red", { exact: false }).first()).toBeVisible();
    const marked = [...words.element().querySelectorAll("ins, del")].map(({ tagName, textContent }) => [
      tagName,
      textContent,
    ]);
    expect(marked).toEqual([
      ["DEL", "day"],
      ["INS", "+night"],
      ["INS", "red "],
    ]);
    await expect.element(dialog("image-1.jpg").getByText("1 of 4")).toBeVisible();
  });

  it("is shown beside each other, through a line, or one through the other; holding shows what was before", async () => {
    await page.viewport(1440, 900);
    await open();
    await tile("image-1.jpg").click();
    const view = dialog("image-1.jpg");
    await expect.element(view.getByRole("region", { name: "Before" })).toBeVisible();
    await userEvent.keyboard("{b>}");
    await expect.poll(() => view.getByRole("region", { name: "Before" }).elements().length).toBe(2);
    await userEvent.keyboard("{/b}");
    await expect.element(view.getByRole("region", { name: "After" })).toBeVisible();
    await view.getByRole("radio", { name: "Swipe" }).click();
    const line = view.getByRole("slider", { name: "Where the earlier one ends" });
    line.element().focus();
    await userEvent.keyboard("{Home}");
    await expect
      .element(view.getByRole("region", { name: "After" }))
      .toHaveStyle({ clipPath: "inset(0px 0px 0px 0%)" });
    await view.getByRole("radio", { name: "Onion skin" }).click();
    await expect.element(view.getByRole("region", { name: "After" })).toHaveStyle({ opacity: "0.5" });
    await expect
      .element(view.getByRole("button", { name: "Hold to see before" }))
      .toHaveAttribute("aria-pressed", "false");
    // The way is kept for the next one.
    await view.getByRole("button", { name: "Close" }).click();
    await tile("image-4.jpg").click();
    await expect.element(dialog("image-4.jpg").getByRole("radio", { name: "Onion skin" })).toBeChecked();
  });

  it("leads on with the arrow keys and ticks what was seen, which is kept and can be taken back", async () => {
    await page.viewport(1440, 900);
    const { unmount } = await open();
    await expect.element(page.getByText("0 of 4 seen")).toBeInTheDocument();
    await tile("image-1.jpg").click();
    await userEvent.keyboard("{ArrowRight}");
    await expect.element(dialog("image-2.jpg")).toHaveTextContent("It was not in the version on the left.");
    await userEvent.keyboard("{ArrowRight}{ArrowRight}");
    await expect.element(dialog("image-4.jpg").getByText("4 of 4")).toBeVisible();
    await expect.element(dialog("image-4.jpg").getByRole("button", { name: "Next change" })).toBeDisabled();
    await userEvent.keyboard("s");
    await userEvent.keyboard("{Escape}");
    await expect.element(tile("image-4.jpg")).toHaveFocus();
    await expect.element(page.getByText("3 of 4 seen")).toBeVisible();
    await expect.element(tile("image-1.jpg")).toHaveAccessibleDescription(/; seen$/);
    await unmount();
    // Another day: one of them changed again.
    serve(compared(), { items: [{ ...ITEMS[0]!, after: { ...ITEMS[0]!.after!, etag: "again" } }, ...ITEMS.slice(1)] });
    await open();
    await expect.element(tile("image-2.jpg")).toHaveAccessibleDescription(/; seen$/);
    await expect.element(tile("image-1.jpg")).toHaveAccessibleDescription("Changed: tags, captions, objects");
  });

  it("is opened by its address, and says when it is not among those that differ", async () => {
    await page.viewport(1440, 900);
    const { unmount } = await open(`item=${itemWith(4).media_id}`);
    await expect.element(dialog("image-4.jpg")).toHaveTextContent("speed3 → 4");
    await unmount();
    await open(`item=${itemWith(9).media_id}`);
    await page.getByRole("button", { name: "Back to the comparison" }).click();
    expect(location.search).toBe("");
  });
});
