import { useState } from "react";
import { toast } from "sonner";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { SelectionBar } from "@/components/items/selection/selection-bar";
import { setTheme } from "@/components/layout/theme";
import { WIDTHS, withTouch } from "@/components/testing/fit";
import { itemsFrom, renderOnPage, serveItems } from "@/components/testing/items";
import { render } from "@/components/testing/render";
import { Button } from "@/components/ui/button";
import { Drawer } from "@/components/ui/dialog";
import { ItemGrid } from "@/components/items/grid/item-grid";

const undo = vi.fn();
const tell = (description?: string) =>
  toast.success("Snapshot restored", { description, duration: Infinity, action: { label: "Undo", onClick: undo } });
const message = () => page.getByRole("listitem").filter({ hasText: "Snapshot restored" });

beforeEach(() => page.viewport(1440, 900));
afterEach(() => undo.mockReset());

function Catalog() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Snapshots</Button>
      {open ? (
        <Drawer title="Snapshot Catalog" onClose={() => setOpen(false)}>
          <Button onClick={() => tell()}>Restore</Button>
        </Drawer>
      ) : null}
    </>
  );
}

describe("with the keyboard", () => {
  it("what was done in an open dialog is undone, and the focus is back where it was", async () => {
    await render(<Catalog />);
    await page.getByRole("button", { name: "Snapshots" }).click();
    const restore = page.getByRole("button", { name: "Restore" });
    restore.element().focus();
    await userEvent.keyboard("{Enter}");
    await expect.element(message()).toBeVisible();
    await userEvent.keyboard("{Alt>}t{/Alt}{Tab}");
    await expect.element(message()).toHaveFocus();
    await userEvent.keyboard("{Tab}{Tab}");
    await expect.element(page.getByRole("button", { name: "Undo" })).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    expect(undo).toHaveBeenCalledOnce();
    await expect.element(message()).not.toBeInTheDocument();
    await expect.element(restore).toHaveFocus();
    // The dialog still keeps the focus from everything else.
    page.getByRole("button", { name: "Snapshots", includeHidden: true }).element().focus();
    await expect.element(restore).toHaveFocus();
  });

  it("closing a message gives the focus back", async () => {
    await render(<Catalog />);
    const button = page.getByRole("button", { name: "Snapshots" });
    button.element().focus();
    // Behind it.
    toast.success("Snapshot created", { duration: Infinity });
    tell();
    await expect.element(message()).toBeVisible();
    await userEvent.keyboard("{Alt>}t{/Alt}{Tab}{Tab}");
    await expect.element(message().getByRole("button", { name: "Close toast" })).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    await expect.element(message()).not.toBeInTheDocument();
    await expect.element(button).toHaveFocus();
  });
});

it.each(WIDTHS)("lies above the bar of a selection, %i px wide", async (width) => {
  await page.viewport(width, 844);
  await renderOnPage(
    <div className="flex h-dvh flex-col">
      <ItemGrid />
      <SelectionBar />
    </div>,
    serveItems({ items: itemsFrom(1, 12) }),
  );
  await page.getByRole("button", { name: "image-1.jpg", exact: true }).click();
  tell();
  const bar = page.getByRole("region", { name: "Selection" });
  await expect.element(message()).toBeVisible();
  await expect
    .poll(() => message().element().getBoundingClientRect().bottom)
    .toBeLessThan(bar.element().getBoundingClientRect().top);
  await page.getByRole("button", { name: "Clear selection" }).click();
  await expect.poll(() => message().element().getBoundingClientRect().bottom).toBeGreaterThan(760);
});

/** Relative luminance of WCAG 2, of `rgb(…)`. */
function luminance(colour: string): number {
  const [r, g, b] = colour.match(/[\d.]+/g)!.map((part) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

it.each(["light", "dark"] as const)("is read in %s, every word of it", async (theme) => {
  setTheme(theme);
  try {
    await render(null);
    tell("First labels");
    await expect.element(message()).toBeVisible();
    expect(getComputedStyle(message().element()).fontFamily).toBe(getComputedStyle(document.body).fontFamily);
    for (const text of ["Snapshot restored", "First labels", "Undo"]) {
      let behind = page.getByText(text, { exact: true }).element() as Element;
      const { color } = getComputedStyle(behind);
      while (/, 0\)$/.test(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement!;
      const [dark, light] = [luminance(color), luminance(getComputedStyle(behind).backgroundColor)].sort(
        (a, b) => a - b,
      );
      expect((light! + 0.05) / (dark! + 0.05), `contrast of “${text}”`).toBeGreaterThan(4.5);
    }
  } finally {
    setTheme("system");
  }
});

it("is as large as fingers need it", async () => {
  await page.viewport(390, 844);
  await withTouch(async () => {
    await render(null);
    tell();
    await expect.element(message()).toBeVisible();
    for (const name of ["Undo", "Close toast"]) {
      const button = page.getByRole("button", { name }).element();
      const { left, top, width, height } = button.getBoundingClientRect();
      const [x, y] = [left + width / 2, top + height / 2];
      for (const [right, down] of [
        [0, 19],
        [0, -19],
        [19, 0],
      ] as const)
        await expect.poll(() => document.elementFromPoint(x + right, y + down), { message: name }).toBe(button);
    }
  });
});
