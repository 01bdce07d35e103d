import { useEffect } from "react";
import { describe, expect, it } from "vitest";
import { page } from "vitest/browser";
import { datasetWith, ODD_NAMES } from "@/components/testing/samples";
import { itemsFrom, renderOnPage, serveItems } from "@/components/testing/items";
import { useWorkspace } from "@/components/workspace/workspace";
import { SelectionBar } from "./selection-bar";

function Selected({ count }: { count: number }) {
  const { add } = useWorkspace().selection;
  useEffect(() => add(Array.from({ length: count }, (_, index) => index + 1)), [add, count]);
  return <SelectionBar />;
}
const bar = () => page.getByRole("region", { name: "Selection" });
const ACTIONS = [
  "Clear selection",
  "Select all",
  "Dataset…",
  "Tag",
  "Untag",
  "Label",
  "Unlabel",
  "Delete",
  "More actions",
];

describe("the selection bar", () => {
  it.each([
    [390, null],
    [390, `You cannot edit ${ODD_NAMES[0]}`],
    [360, null],
    [768, null],
    [1440, null],
  ])("has all its actions in sight at %d px", async (width, refusal) => {
    await page.viewport(width, 800);
    const dataset = datasetWith();
    const blocked = { ...dataset, can: { ...dataset.can, items_edit: refusal } };
    await renderOnPage(<Selected count={123_456} />, serveItems({ dataset: blocked, items: itemsFrom(1, 3) }));
    await expect.element(bar()).toHaveTextContent("123,456 items selected");
    const outer = bar().element();
    expect(outer.scrollWidth).toBeLessThanOrEqual(outer.clientWidth);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    for (const name of ACTIONS) {
      const button = bar().getByRole("button", { name, exact: true }).element() as HTMLElement;
      const box = button.getBoundingClientRect();
      expect(box.left, name).toBeGreaterThanOrEqual(0);
      expect(box.right, name).toBeLessThanOrEqual(width);
      // Its text is not cut.
      expect(button.scrollWidth, name).toBeLessThanOrEqual(button.clientWidth);
    }
    // Actions are on one line.
    const tops = ["Tag", "Unlabel", "Delete"].map((name) =>
      Math.round(bar().getByRole("button", { name, exact: true }).element().getBoundingClientRect().top),
    );
    expect(new Set(tops).size).toBe(1);
  });
});
