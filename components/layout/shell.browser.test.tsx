import { afterEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { expectNoSidewaysScroll, expectTouchable, withTouch } from "@/components/testing/fit";
import { render } from "@/components/testing/render";
import { CommandPaletteProvider } from "./command-palette";
import { Shell } from "./shell";
import type { SidebarChoice } from "./sidebar-cookie";

const renderShell = (sidebar: SidebarChoice = { lists: true, grids: false }) =>
  render(
    <CommandPaletteProvider>
      <Shell user={{ email: "owner@stillframe.test", name: "Olive Owner" }} sidebar={sidebar}>
        {null}
      </Shell>
    </CommandPaletteProvider>,
  );
const nav = () => page.getByRole("navigation", { name: "Main" });
const PAGES = ["Datasets", "Inputs", "Tasks", "Settings"];

afterEach(() => {
  for (const of of ["lists", "grids"]) document.cookie = `stillframe.sidebar.${of}=; path=/; max-age=0`;
});

it.each([320, 390])("on a phone, %i px wide, the pages are in a menu, as large as fingers need it", async (width) => {
  await page.viewport(width, 844);
  await withTouch(async () => {
    await renderShell();
    await expect.element(nav()).not.toBeInTheDocument();
    const menu = page.getByRole("button", { name: "Menu", exact: true });
    expectTouchable(page.getByRole("banner").getByRole("button"));
    expectTouchable(page.getByRole("banner").getByRole("link"));
    expectNoSidewaysScroll();
    expectNoSidewaysScroll(page.getByRole("banner").element());
    await menu.click();
    await expect.element(nav().getByRole("link", { name: "Inputs" })).toBeVisible();
    expect(
      nav()
        .getByRole("link")
        .elements()
        .map((link) => link.textContent),
    ).toEqual(PAGES);
    expectTouchable(nav().getByRole("link"));
    await userEvent.keyboard("{Escape}");
    await expect.element(nav()).not.toBeInTheDocument();
    await expect.element(menu).toHaveFocus();
  });
});

it("has names or icons as chosen, by keyboard too, and keeps that in a cookie for its kind of page", async () => {
  await page.viewport(1440, 900);
  // The tests' address is a dataset's page.
  await renderShell({ lists: true, grids: false });
  const width = () => nav().element().getBoundingClientRect().width;
  expect(width()).toBeLessThan(64);
  for (const name of PAGES)
    await expect.element(nav().getByRole("link", { name, exact: true })).toHaveAttribute("title", name);
  await expect.element(nav().getByRole("link", { name: "Datasets" })).toHaveAttribute("aria-current", "page");
  const toggle = nav().getByRole("button", { name: "Expand sidebar" });
  await expect.element(toggle).toHaveAttribute("aria-expanded", "false");
  (nav().getByRole("link", { name: "Settings" }).element() as HTMLElement).focus();
  await userEvent.keyboard("{Tab}");
  await expect.element(toggle).toHaveFocus();
  await userEvent.keyboard("{Enter}");
  await expect
    .element(nav().getByRole("button", { name: "Collapse sidebar" }))
    .toHaveAttribute("aria-expanded", "true");
  expect(width()).toBeGreaterThan(150);
  expect(document.cookie).toContain("stillframe.sidebar.grids=wide");
  expect(document.cookie).not.toContain("stillframe.sidebar.lists");
  await userEvent.keyboard("{Enter}");
  expect(width()).toBeLessThan(64);
  expect(document.cookie).toContain("stillframe.sidebar.grids=icons");
});

it("is as wide at once as the server says", async () => {
  await page.viewport(1440, 900);
  await renderShell({ lists: false, grids: true });
  expect(nav().element().getBoundingClientRect().width).toBeGreaterThan(150);
});
