import { describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "@/components/testing/render";
import { LONG_NAME } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import { SearchBox } from "./search-box";

const facets = {
  total: 60,
  facets: {
    tag: [
      { value: "sunset", count: 55 },
      { value: LONG_NAME, count: 2 },
    ],
    label: [],
    issue: [],
    kind: [],
  },
  fields: [],
  without: { tag: 0, label: 0 },
};

async function shown(props: Partial<Parameters<typeof SearchBox>[0]> = {}) {
  const onSearch = vi.fn();
  server.on("GET /dataset/d/facets", () => facets);
  const { rerender } = await render(
    <SearchBox datasetId="d" stateId="s" q="" refused={null} onSearch={onSearch} inputRef={null} {...props} />,
  );
  return { onSearch, rerender, box: page.getByRole("combobox", { name: "Search items" }) };
}

describe("the search box", () => {
  it("tells a mistake above what it offers, where nothing covers it", async () => {
    const { onSearch, box } = await shown();
    await box.fill("(tag:sun");
    await expect.element(page.getByRole("option", { name: /sunset/ })).toBeVisible();
    await userEvent.keyboard("{Enter}");
    const told = page.getByRole("alert");
    await expect.element(told).toBeVisible();
    expect(onSearch).not.toHaveBeenCalled();
    // What is at the middle of the message is the message.
    const { left, top, width, height } = told.element().getBoundingClientRect();
    expect(document.elementFromPoint(left + width / 2, top + height / 2)).toBe(told.element());
    await expect.element(page.getByRole("option", { name: /sunset/ })).toBeVisible();
  });

  it("completes a word with the keys, and searches with the next Enter", async () => {
    const { onSearch, box } = await shown();
    await box.fill("tag:sun");
    await expect.element(page.getByRole("option", { name: /sunset/ })).toBeVisible();
    await userEvent.keyboard("{ArrowDown}{Enter}");
    await expect.element(box).toHaveValue("tag:sunset ");
    expect(onSearch).not.toHaveBeenCalled();
    await userEvent.keyboard("{Escape}{Enter}");
    expect(onSearch).toHaveBeenCalledExactlyOnceWith("tag:sunset");
    await expect.element(box).toHaveFocus();
  });

  it("is left with one Tab, also while the list below it scrolls", async () => {
    await shown();
    await render(<button type="button">What comes next</button>);
    await userEvent.keyboard("{Tab}");
    const list = page.getByRole("listbox", { name: "Suggestions" });
    await expect.element(list).toBeVisible();
    expect(list.element().scrollHeight).toBeGreaterThan(list.element().clientHeight);
    await userEvent.keyboard("{Tab}");
    await expect.element(page.getByRole("button", { name: "What comes next" })).toHaveFocus();
  });

  it("keeps a long word inside of its list", async () => {
    const { box } = await shown();
    await box.fill("tag:street");
    const list = page.getByRole("listbox", { name: "Suggestions" });
    await expect.element(page.getByRole("option").first()).toBeVisible();
    expect(list.element().scrollWidth).toBeLessThanOrEqual(list.element().clientWidth);
  });
});
