import { useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { SearchBox } from "@/components/items/search/search-box";
import { SelectionBar } from "@/components/items/selection/selection-bar";
import { datasetWith, LONG_NAME, ODD_NAMES } from "@/components/testing/samples";
import { itemsFrom, itemWith, renderOnPage, serveItems } from "@/components/testing/items";
import { server } from "@/components/testing/server";
import { useShortcuts } from "@/components/workspace/use-shortcuts";
import { useWorkspace } from "@/components/workspace/workspace";
import { ItemGrid } from "./item-grid";
import { LookMenu } from "./look-menu";

const STATES = ["e1111111-1111-4111-8111-111111111111", "e2222222-2222-4222-8222-222222222222"] as const;

function Page() {
  useShortcuts(() => undefined);
  const { dataset, list, view, refused, setFilter, searchRef, gridRef } = useWorkspace();
  const [asked, ask] = useState("");
  return (
    <div className="flex h-[600px] w-[1000px] flex-col">
      <SearchBox
        datasetId={dataset.id}
        snapshotId={null}
        ways={{ describes: false, selected: null, find: () => undefined }}
        stateId={list.stateId}
        q={view.q}
        refused={refused}
        onSearch={setFilter}
        inputRef={searchRef}
      />
      <input aria-label="Item to focus" value={asked} onChange={(event) => ask(event.target.value)} />
      <button type="button" onClick={() => gridRef.current?.focusItem(asked)}>
        Focus it
      </button>
      <ItemGrid />
      <SelectionBar />
    </div>
  );
}
const tile = (number: number) => page.getByRole("button", { name: `image-${number}.jpg`, exact: true });
const scroller = () => page.getByTestId("grid-scroller").element();
const selected = () => page.getByRole("region", { name: "Selection" });
const isIn = (element: Element) => {
  const [inner, outer] = [element.getBoundingClientRect(), scroller().getBoundingClientRect()];
  return inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
};

beforeEach(() => page.viewport(1100, 700));

describe("with the keyboard", () => {
  it("Shift takes the selection along, from where it began, and back again", async () => {
    await renderOnPage(<Page />, serveItems({ items: itemsFrom(1, 300) }));
    await tile(2).click();
    await userEvent.keyboard("{Shift>}{ArrowRight}{ArrowRight}{/Shift}");
    await expect.element(tile(4)).toHaveFocus();
    await expect.element(selected()).toHaveTextContent("3 items selected");
    await userEvent.keyboard("{Shift>}j{/Shift}");
    await expect.element(selected()).toHaveTextContent("4 items selected");
    await userEvent.keyboard("{Shift>}k{ArrowLeft}{ArrowLeft}{ArrowLeft}{ArrowLeft}{/Shift}");
    await expect.element(tile(1)).toHaveFocus();
    await expect.element(selected()).toHaveTextContent("2 items selected");
    // Nobody has loaded what lies between.
    await userEvent.keyboard("{Shift>}{End}{/Shift}");
    await expect.element(tile(300)).toHaveFocus();
    await expect.element(selected()).toHaveTextContent("299 items selected");
    await userEvent.keyboard("{Shift>}{Home}{/Shift}");
    await expect.element(selected()).toHaveTextContent("2 items selected");
  });

  it("begins where the focus is, where nothing was selected yet", async () => {
    await renderOnPage(<Page />, serveItems({ items: itemsFrom(1, 60) }));
    await expect.element(tile(1)).toBeVisible();
    await userEvent.keyboard("jj{Shift>}{ArrowRight}{/Shift}");
    await expect.element(tile(3)).toHaveAttribute("aria-pressed", "true");
    await expect.element(selected()).toHaveTextContent("2 items selected");
  });

  it("a range that arrives late does not replace what was selected since", async () => {
    let answer = () => {};
    const dataset = serveItems({ items: itemsFrom(1, 900) });
    server.on(
      `GET /dataset/${dataset.id}/items/numbers`,
      () => new Promise((resolve) => (answer = () => resolve({ numbers: [[1, 900]], count: 900 }))),
    );
    await renderOnPage(<Page />, dataset);
    await tile(1).click();
    await userEvent.keyboard("{Shift>}{End}{/Shift}");
    await expect.element(tile(900)).toBeInTheDocument();
    await tile(900).click();
    answer();
    await expect.element(page.getByLabelText("Selecting")).not.toBeInTheDocument();
    await expect.element(selected()).toHaveTextContent("1 item selected");
  });

  it("the focus stays in the search that was made, and the next key goes on to the tiles", async () => {
    await renderOnPage(<Page />, serveItems({ items: (q) => itemsFrom(q === "" ? 1 : 40, 20) }));
    await tile(5).click();
    await userEvent.keyboard("/");
    const box = page.getByRole("combobox", { name: "Search items" });
    await box.fill("harbour");
    await userEvent.keyboard("{Enter}");
    await expect.element(tile(40)).toBeVisible();
    await expect.element(box).toHaveFocus();
    await userEvent.keyboard("{ArrowDown}");
    await expect.element(tile(40)).toHaveFocus();
  });

  it("the focus stays in its place when the item that had it is deleted", async () => {
    let isDeleted = false;
    const dataset = datasetWith({ state_id: STATES[0] });
    const before = itemsFrom(1, 30);
    serveItems({
      dataset,
      items: (_q, stateId) => (stateId === STATES[0] ? before : before.filter((item) => item.item_no !== 2)),
    });
    server.on(`GET /dataset/${dataset.id}`, () => ({ ...dataset, state_id: STATES[isDeleted ? 1 : 0] }));
    server.on(`DELETE /dataset/${dataset.id}/items`, () => {
      isDeleted = true;
      return { changed: 1, edit_id: "b1111111-1111-4111-8111-111111111111" };
    });
    await renderOnPage(<Page />, dataset);
    await tile(2).click();
    await userEvent.keyboard("{Delete}");
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await expect.element(tile(2)).not.toBeInTheDocument();
    await expect.element(tile(3)).toHaveFocus();
  });

  it("an item's tile is found and scrolled to, where it is loaded", async () => {
    await renderOnPage(<Page />, serveItems({ items: itemsFrom(1, 120) }));
    await expect.element(tile(1)).toBeVisible();
    await expect.element(tile(115)).not.toBeInTheDocument();
    await page.getByLabelText("Item to focus").fill(itemWith(115).media_id);
    await page.getByRole("button", { name: "Focus it" }).click();
    await expect.element(tile(115)).toHaveFocus();
    expect(isIn(tile(115).element())).toBe(true);
  });
});

describe("by touch", () => {
  const touch = (element: Element, type: string) =>
    element.dispatchEvent(
      new PointerEvent(type, {
        bubbles: true,
        pointerType: "touch",
        isPrimary: true,
        button: 0,
        clientX: 5,
        clientY: 5,
      }),
    );
  const tap = (element: Element) => {
    touch(element, "pointerdown");
    touch(element, "pointerup");
    element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1 }));
  };

  it("a long press selects beside what is selected, and so do taps from then on", async () => {
    await renderOnPage(<Page />, serveItems({ items: itemsFrom(1, 30) }));
    await expect.element(tile(1)).toBeVisible();
    tap(tile(1).element());
    await expect.element(selected()).toHaveTextContent("1 item selected");
    tap(tile(2).element());
    await expect.element(tile(1)).toHaveAttribute("aria-pressed", "false");
    touch(tile(3).element(), "pointerdown");
    await expect.element(selected()).toHaveTextContent("2 items selected");
    touch(tile(3).element(), "pointerup");
    // The click that ends a long press is none.
    tile(3)
      .element()
      .dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1 }));
    tap(tile(4).element());
    await expect.element(selected()).toHaveTextContent("3 items selected");
    tap(tile(3).element());
    await expect.element(selected()).toHaveTextContent("2 items selected");
    await page.getByRole("button", { name: "Clear selection" }).click();
    tap(tile(1).element());
    tap(tile(2).element());
    await expect.element(selected()).toHaveTextContent("1 item selected");
  });

  it("scrolling is no press", async () => {
    await renderOnPage(<Page />, serveItems({ items: itemsFrom(1, 30) }));
    await expect.element(tile(1)).toBeVisible();
    vi.useFakeTimers();
    try {
      touch(tile(1).element(), "pointerdown");
      tile(1)
        .element()
        .dispatchEvent(
          new PointerEvent("pointermove", { bubbles: true, pointerType: "touch", clientX: 5, clientY: 60 }),
        );
      vi.advanceTimersByTime(2_000);
    } finally {
      vi.useRealTimers();
    }
    await expect.element(selected()).not.toBeInTheDocument();
  });
});

describe("a tile", () => {
  const name = `${LONG_NAME.slice(0, 240)}_final.jpeg`;

  it("shows its picture, and the name with its ending when it is looked at, moving nothing", async () => {
    await renderOnPage(<Page />, serveItems({ items: [itemWith(1, { file_name: name }), itemWith(2)] }));
    const long = page.getByRole("button", { name, exact: true });
    await expect.element(long).toBeVisible();
    const label = long.element().querySelector<HTMLElement>("span[dir=auto]")!;
    expect(getComputedStyle(label).opacity).toBe("0");
    const before = tile(2).element().getBoundingClientRect();
    (long.element() as HTMLElement).focus();
    await expect.poll(() => getComputedStyle(label).opacity).toBe("1");
    expect(tile(2).element().getBoundingClientRect()).toEqual(before);
    const ending = [...label.children].at(-1)!;
    expect(ending.textContent).toBe("final.jpeg");
    const [inner, outer] = [ending.getBoundingClientRect(), long.element().getBoundingClientRect()];
    expect(inner.right).toBeLessThanOrEqual(outer.right);
    expect(ending.scrollWidth).toBeLessThanOrEqual(ending.clientWidth);
  });

  it.each(["88", "176", "400"])("of %s px holds long words, and says them", async (size) => {
    localStorage.setItem("stillframe.tile-size", size);
    await renderOnPage(
      <Page />,
      serveItems({
        items: itemsFrom(1, 6, () => ({
          labels: [ODD_NAMES[0]!],
          tags: [ODD_NAMES[1]!, "night"],
          issues: ["blur"],
          file_name: ODD_NAMES[2]!,
        })),
      }),
    );
    await expect.element(page.getByRole("button", { name: ODD_NAMES[2], exact: true }).first()).toBeVisible();
    for (const item of document.querySelectorAll<HTMLElement>("li[data-item]")) {
      expect(item.scrollWidth).toBeLessThanOrEqual(item.clientWidth);
      expect(item.scrollHeight).toBeLessThanOrEqual(item.clientHeight);
      expect(item.querySelector("button")!.getAttribute("aria-description")).toContain("tagged");
    }
    expect(scroller().scrollWidth).toBe(scroller().clientWidth);
  });

  it("tells labels, tags and issues apart by shape and by colour", async () => {
    await renderOnPage(
      <Page />,
      serveItems({ items: [itemWith(1, { labels: ["dog"], tags: ["night"], issues: ["blur"] })] }),
    );
    await expect.element(page.getByTitle("dog")).toBeVisible();
    const looks = ["dog", "night", "blur"].map((word) => {
      const { backgroundColor, borderRadius } = getComputedStyle(page.getByTitle(word, { exact: true }).element());
      return {
        backgroundColor,
        borderRadius,
        shape: page.getByTitle(word, { exact: true }).element().querySelector("svg")!.innerHTML,
      };
    });
    for (const key of ["backgroundColor", "borderRadius", "shape"] as const)
      expect(new Set(looks.map((look) => look[key])).size, key).toBe(3);
  });

  it("draws objects where they are in the picture, cut as the picture is", async () => {
    localStorage.setItem("stillframe.look", JSON.stringify({ objects: true, justified: false }));
    const box = {
      object_id: "b0000000-0000-4000-8000-000000000001",
      type: "box" as const,
      label: "dog",
      col_x: 500,
      row_y: 0,
      width: 1000,
      height: 500,
    };
    await renderOnPage(
      <Page />,
      serveItems({ items: [itemWith(1, { width: 2000, height: 500, objects: [box] }), itemWith(2)] }),
    );
    await expect.element(page.getByTestId("objects")).toBeInTheDocument();
    const picture = tile(1).element().getBoundingClientRect();
    const outline = tile(1).element().querySelector("rect")!.getBoundingClientRect();
    // The picture is four times as wide as high: its height fits, and its middle is seen.
    const scale = picture.height / 500;
    const left = picture.left + picture.width / 2 - 500 * scale;
    expect(outline.left + outline.width / 2).toBeCloseTo(left + 500 * scale, 0);
    expect(Math.abs(outline.height - picture.height)).toBeLessThan(5);
    expect(Math.abs(outline.width - 1000 * scale)).toBeLessThan(5);
    expect(tile(2).element().querySelector("svg")).toBeNull();
  });

  it("that another version brings back comes in where it is, and no other does", async () => {
    const dataset = datasetWith({ state_id: STATES[0] });
    const all = itemsFrom(1, 12);
    serveItems({
      dataset,
      items: (_q, stateId) => (stateId === STATES[0] ? all.filter((one) => one.item_no !== 3) : all),
    });
    server.on(`GET /dataset/${dataset.id}`, () => ({ ...dataset, state_id: STATES[1] }));
    const started: Element[] = [];
    const animate = vi.spyOn(Element.prototype, "animate").mockImplementation(function (this: Element) {
      started.push(this);
      return {} as Animation;
    });
    try {
      await renderOnPage(<Page />, dataset);
      await expect.element(tile(3)).toBeVisible();
      expect(started.map((element) => element.getAttribute("data-item"))).toEqual([itemWith(3).media_id]);
    } finally {
      animate.mockRestore();
    }
  });
});

describe("the look of the tiles", () => {
  const choose = (role: "menuitemradio" | "menuitemcheckbox", name: string) => page.getByRole(role, { name }).click();

  it("is chosen in one menu, and kept", async () => {
    const box = {
      object_id: "b0000000-0000-4000-8000-000000000001",
      type: "box" as const,
      label: "dog",
      col_x: 5,
      row_y: 5,
      width: 100,
      height: 50,
    };
    const items = itemsFrom(1, 12, () => ({ objects: [box], labels: ["dog"] }));
    await renderOnPage(
      <>
        <LookMenu />
        <Page />
      </>,
      serveItems({ items }),
    );
    await expect.element(tile(1)).toBeVisible();
    const width = () => Math.round(document.querySelector('[data-place="0"]')!.getBoundingClientRect().width);
    const usual = width();
    await page.getByRole("button", { name: "Look of the tiles" }).click();
    await expect.element(page.getByRole("menuitemradio", { name: "Usual" })).toBeChecked();
    await choose("menuitemradio", "Large");
    await expect.poll(width).toBeGreaterThan(usual);
    await choose("menuitemradio", "Compact");
    await expect.poll(width).toBeLessThan(usual);
    await choose("menuitemcheckbox", "Show objects");
    await choose("menuitemcheckbox", "Justified rows");
    await expect.element(page.getByRole("menuitemcheckbox", { name: "Justified rows" })).toBeChecked();
    expect(document.querySelectorAll('[data-testid="objects"]')).toHaveLength(12);
    expect(JSON.parse(localStorage.getItem("stillframe.look")!)).toEqual({ objects: true, justified: true });
    expect(localStorage.getItem("stillframe.tile-size")).toBe("104");
  });
});

describe("justified rows", () => {
  const aspect = (number: number) => ({ width: [400, 900, 300, 600][number % 4]!, height: 400 });

  it("fill their width, are all as high, and hold as many tiles as any other row", async () => {
    localStorage.setItem("stillframe.look", JSON.stringify({ objects: false, justified: true }));
    await renderOnPage(<Page />, serveItems({ items: itemsFrom(1, 5_000, aspect) }));
    await expect.element(tile(1)).toBeVisible();
    const boxes = () => [...document.querySelectorAll("[data-place]")].map((one) => one.getBoundingClientRect());
    const tops = [...new Set(boxes().map(({ top }) => Math.round(top)))];
    const rows = tops.map((top) => boxes().filter((box) => Math.round(box.top) === top));
    expect(rows.length).toBeGreaterThan(3);
    for (const row of rows) {
      expect(row).toHaveLength(5);
      expect(Math.max(...row.map(({ right }) => right)) - row[0]!.left).toBeCloseTo(scroller().clientWidth - 32, 0);
      expect(new Set(row.map(({ height }) => Math.round(height))).size).toBe(1);
    }
    expect(new Set(rows[0]!.map(({ width }) => Math.round(width))).size).toBeGreaterThan(2);
    // Jumping to the end is exact, though nothing between was ever read.
    await userEvent.keyboard("{End}");
    await expect.element(tile(5_000)).toHaveFocus();
    expect(isIn(tile(5_000).element())).toBe(true);
  });
});

describe("where there are no items", () => {
  const importing = {
    task_id: "t1",
    task_type: "DATASET_CREATION",
    progress_percentage: 26,
    status_message: "Read 16 files",
  };
  const tasks = (list: unknown[]) =>
    server.on("GET /tasks", () => ({ tasks: list, total: list.length, page: 1, page_size: 5 }));

  it("says what is going on while the first ones are read", async () => {
    await renderOnPage(
      <Page />,
      serveItems({ dataset: datasetWith({ status: "INDEXING", active_task: importing }), items: [] }),
    );
    await expect.element(page.getByText("Read 16 files")).toBeVisible();
    await expect.element(page.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "26");
    await expect.element(page.getByText("Every item was deleted", { exact: false })).not.toBeInTheDocument();
  });

  it("says that no file could be used, and why, with the way to the task", async () => {
    tasks([
      {
        task_id: "t2",
        dataset_id: datasetWith().id,
        task_type: "DATASET_CREATION",
        status: "FAILED",
        status_message: "",
        error_message: `None of the 3 files could be used; the first, ${LONG_NAME}: not an image`,
      },
    ]);
    await renderOnPage(<Page />, serveItems({ dataset: datasetWith({ status: "DRAFT" }), items: [] }));
    await expect.element(page.getByText("No files were added")).toBeVisible();
    await expect.element(page.getByText("None of the 3 files", { exact: false })).toBeVisible();
    expect(page.getByRole("link", { name: "Show task" }).element().getAttribute("href")).toContain(
      "/tasks?dataset_id=",
    );
    const reason = page.getByText("None of the 3 files", { exact: false }).element();
    expect(reason.scrollWidth).toBeLessThanOrEqual(reason.clientWidth);
  });

  it("says nothing of a version before it knows what is in it", async () => {
    tasks([]);
    let [tell, answer] = [() => {}, () => {}];
    const dataset = serveItems({ dataset: datasetWith({ state_id: STATES[0] }), items: [] });
    const root = `GET /dataset/${dataset.id}`;
    server.on(root, () => new Promise((resolve) => (tell = () => resolve({ ...dataset, state_id: STATES[1] }))));
    server.on(`${root}/items`, ({ url }) => {
      const stateId = url.searchParams.get("state_id")!;
      const items = stateId === STATES[1] ? itemsFrom(1, 3) : [];
      const page = { items, next_cursor: null, total: items.length, state_id: stateId, offset: 0, located: null };
      return items.length === 0 ? page : new Promise((resolve) => (answer = () => resolve(page)));
    });
    await renderOnPage(<Page />, dataset);
    const deleted = page.getByText("Every item was deleted", { exact: false });
    await expect.element(deleted).toBeVisible();
    tell();
    await expect.element(page.getByRole("status", { name: "Loading items" })).toBeVisible();
    await expect.element(deleted).not.toBeInTheDocument();
    answer();
    await expect.element(tile(3)).toBeVisible();
  });

  it("says so when all were deleted", async () => {
    tasks([]);
    await renderOnPage(<Page />, serveItems({ items: [] }));
    await expect.element(page.getByText("Every item was deleted", { exact: false })).toBeVisible();
  });

  it("names the search that found nothing, and drops its terms one by one", async () => {
    const dataset = serveItems({ items: (q) => (q === "label:dog" ? itemsFrom(1, 3) : []) });
    await renderOnPage(<Page />, dataset, "tag:night label:dog");
    await expect.element(page.getByText("tag:night label:dog", { exact: true })).toBeVisible();
    await page.getByRole("button", { name: "Without tag:night" }).click();
    await expect.element(tile(3)).toBeVisible();
  });
});
