import { beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { expectTouchable, withTouch } from "@/components/testing/fit";
import { itemWith } from "@/components/testing/items";
import { render } from "@/components/testing/render";
import { LONG_NAME, ODD_NAMES } from "@/components/testing/samples";
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

const NO_WAYS = { describes: false, selected: null, find: () => undefined };

async function shown(props: Partial<Parameters<typeof SearchBox>[0]> = {}) {
  const onSearch = vi.fn();
  server.on("GET /dataset/d/facets", () => facets);
  const { rerender } = await render(
    <SearchBox
      datasetId="d"
      stateId="s"
      snapshotId={null}
      q=""
      refused={null}
      onSearch={onSearch}
      ways={NO_WAYS}
      inputRef={null}
      {...props}
    />,
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

  it("tells what a word lacks once one has moved on from it, and of another word at once", async () => {
    const { box } = await shown();
    await box.fill("colour:red tag:");
    await expect.element(page.getByRole("alert")).toHaveTextContent("“colour” cannot be searched");
    await box.fill("tag: ");
    await expect.element(page.getByRole("alert")).toHaveTextContent("A value has to follow “tag:”");
    // Back at the word, it may be what is typed next.
    await userEvent.keyboard("{Backspace}");
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
    await userEvent.keyboard("{Home}");
    await expect.element(page.getByRole("alert")).toHaveTextContent("A value has to follow “tag:”");
    await userEvent.keyboard("{End}");
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
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

  it("asks what objects are called when somebody writes that, and completes it", async () => {
    const { onSearch, box } = await shown();
    const asked = vi.fn(() => ({
      labels: [{ value: "traffic light", count: 4 }],
      kinds: [],
      attributes: [{ name: "color", values: ["dark red"] }],
    }));
    server.on("GET /dataset/d/facets/objects", asked);
    await box.fill("tag:sunset obj");
    expect(asked).not.toHaveBeenCalled();
    await box.fill("tag:sunset object:li");
    await expect.element(page.getByRole("option", { name: /object:"traffic light"/ })).toBeVisible();
    await userEvent.keyboard("{ArrowDown}{Enter}");
    await expect.element(box).toHaveValue('tag:sunset object:"traffic light" ');
    await userEvent.keyboard("-attribute:color=");
    await expect.element(page.getByRole("option", { name: /attribute:"color=dark red"/ })).toBeVisible();
    await userEvent.keyboard("{ArrowDown}{Enter}{Escape}{Enter}");
    expect(onSearch).toHaveBeenCalledExactlyOnceWith('tag:sunset object:"traffic light" -attribute:"color=dark red"');
    expect(asked).toHaveBeenCalledTimes(1);
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

describe("a likeness in the search box", () => {
  const ID = "0b5c1f60-8f6d-4b0e-9d6b-3a1f0f1c2d3e";
  const KEY = `${"Ab-_".repeat(65)}Abc.1QcSHQRnh493V4dIh4eXh1h4kJUI`;
  const beside = page.getByRole("list", { name: "Looked for by likeness" });
  const away = (words: string) => page.getByRole("button", { name: `Take “${words}” out of the search` });
  beforeEach(() => server.on(`GET /dataset/d/items/${ID}`, () => itemWith(1, { file_name: "harbour.jpg" })));

  it("is told in words, never by its key, and what is searched stays as it was", async () => {
    const q = `tag:sunset  image:${KEY}@0.8 -similar:${ID}`;
    const { onSearch, box } = await shown({ q });
    await expect.element(beside).toHaveTextContent("Like an imageNot similar to harbour.jpg");
    await expect.element(box).toHaveValue("tag:sunset");
    expect(document.body.innerHTML).not.toContain(KEY);
    await box.click();
    await userEvent.keyboard("{Enter}");
    expect(onSearch).toHaveBeenCalledExactlyOnceWith(q);
  });

  it("stays beside what is written", async () => {
    const { onSearch, box } = await shown({ q: `image:${KEY} tag:sunset` });
    await box.fill("sky OR sea");
    await userEvent.keyboard("{Enter}");
    expect(onSearch).toHaveBeenCalledExactlyOnceWith(`image:${KEY} (sky OR sea)`);
  });

  it("goes by its ✕, with what was written meanwhile kept", async () => {
    const { onSearch, box } = await shown({ q: `image:${KEY} similar:${ID} tag:sunset` });
    await box.fill("tag:sunset sky");
    await away("Like an image").click();
    expect(onSearch).toHaveBeenCalledExactlyOnceWith(`similar:${ID} tag:sunset sky`);
    await expect.element(box).toHaveFocus();
    await expect.element(away("Like an image")).not.toBeInTheDocument();
  });

  it("goes by Backspace at the beginning of the text, and only there", async () => {
    const { onSearch, box } = await shown({ q: `similar:${ID} image:${KEY} ab` });
    await box.click();
    await userEvent.keyboard("{End}{Backspace}");
    await expect.element(box).toHaveValue("a");
    await userEvent.keyboard("{Home}{Shift>}{End}{/Shift}{Backspace}");
    await expect.element(box).toHaveValue("");
    expect(onSearch).not.toHaveBeenCalled();
    await userEvent.keyboard("{Backspace}");
    expect(onSearch).toHaveBeenLastCalledWith(`similar:${ID}`);
    await userEvent.keyboard("{Backspace}");
    expect(onSearch).toHaveBeenLastCalledWith("");
    await expect.element(beside).not.toBeInTheDocument();
  });

  it("is let go with all the rest", async () => {
    const { onSearch } = await shown({ q: `image:${KEY}` });
    await page.getByRole("button", { name: "Clear search" }).click();
    expect(onSearch).toHaveBeenCalledExactlyOnceWith("");
    await expect.element(beside).not.toBeInTheDocument();
  });

  it("has the server's refusal of it told without marking a word, and that of a word where it stands", async () => {
    const message = "No item has this media_id";
    const q = `similar:${ID} meta:"speed>1"`;
    await shown({ q, refused: { message, position: 8 } });
    await expect.element(page.getByRole("alert")).toHaveTextContent(message);
    await expect.element(page.getByTestId("wrong-word")).not.toBeInTheDocument();
    await shown({ q, refused: { message: "There is no field “speed”", position: q.indexOf("meta:") + 5 } });
    await expect.element(page.getByTestId("wrong-word")).toHaveTextContent('"speed>1"');
  });

  it("goes by a finger, too", async () => {
    await page.viewport(390, 700);
    await withTouch(async () => {
      await shown({ q: `similar:${ID} image:${KEY}` });
      await expect.element(away("Similar to harbour.jpg")).toBeVisible();
      expectTouchable(page.getByRole("button", { name: /out of the search$|^Clear search$/ }));
      expect(beside.element().scrollWidth).toBeLessThanOrEqual(beside.element().clientWidth);
    });
  });

  it.each(ODD_NAMES)("leaves room to write on a phone, whatever the name: %s", async (file_name) => {
    await page.viewport(390, 700);
    server.on(`GET /dataset/d/items/${ID}`, () => itemWith(1, { file_name }));
    const { box } = await shown({ q: `similar:${ID} image:${KEY} tag:sunset` });
    await expect.element(beside.getByText(file_name.slice(0, 20), { exact: false })).toBeVisible();
    expect(box.element().clientWidth).toBeGreaterThan(90);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
  });
});

describe("completing a likeness", () => {
  const option = (name: RegExp) => page.getByRole("option", { name });

  it("looks for what is like the selected item, beside what is written", async () => {
    const find = vi.fn();
    const { onSearch, box } = await shown({ ways: { ...NO_WAYS, selected: LONG_NAME, find } });
    await box.fill("sky sim");
    await expect.element(option(/^similar:/)).toHaveTextContent(`Like ${LONG_NAME}`);
    const list = page.getByRole("listbox", { name: "Suggestions" });
    expect(list.element().scrollWidth).toBeLessThanOrEqual(list.element().clientWidth);
    await userEvent.keyboard("{ArrowDown}{Enter}");
    expect(find).toHaveBeenCalledExactlyOnceWith("similar", "sky");
    expect(onSearch).not.toHaveBeenCalled();
    await expect.element(box).toHaveValue("sky");
  });

  it("says how to, where no item is selected", async () => {
    const find = vi.fn();
    const { onSearch, box } = await shown({ ways: { ...NO_WAYS, find } });
    await box.fill("similar:");
    await expect.element(option(/Select one item first/)).toHaveAttribute("aria-disabled", "true");
    await userEvent.keyboard("{ArrowDown}{Enter}");
    await option(/Select one item first/).click({ force: true });
    await expect.element(box).toHaveValue("similar:");
    expect([find.mock.calls, onSearch.mock.calls]).toEqual([[], []]);
  });

  it("asks for an image, and offers neither behind a minus, which would be lost", async () => {
    const find = vi.fn();
    const { box } = await shown({ q: "similar:0b5c1f60-8f6d-4b0e-9d6b-3a1f0f1c2d3e", ways: { ...NO_WAYS, find } });
    await box.fill("-im");
    await expect.element(option(/^image:/)).not.toBeInTheDocument();
    await box.fill("im sky");
    await userEvent.keyboard("{Home}{ArrowRight}");
    await option(/^image:/).click();
    expect(find).toHaveBeenCalledExactlyOnceWith("image", "similar:0b5c1f60-8f6d-4b0e-9d6b-3a1f0f1c2d3e sky");
  });
});
