import { expect, it } from "vitest";
import { page } from "vitest/browser";
import { expectNoSidewaysScroll, expectTouchable, withTouch } from "@/components/testing/fit";
import { render } from "@/components/testing/render";
import { CommandPaletteProvider } from "./command-palette";
import { Shell } from "./shell";

it.each([320, 390])("every way from one page to another is as large as fingers need it, %i px wide", async (width) => {
  await page.viewport(width, 844);
  await withTouch(async () => {
    await render(
      <CommandPaletteProvider>
        <Shell user={{ email: "owner@stillframe.test", name: "Olive Owner" }}>{null}</Shell>
      </CommandPaletteProvider>,
    );
    const banner = page.getByRole("banner");
    await expect.element(banner.getByRole("link", { name: "Tasks" })).toBeVisible();
    expect(banner.getByRole("link").elements()).toHaveLength(4);
    expectTouchable(banner.getByRole("link"));
    expectTouchable(banner.getByRole("button"));
    expectNoSidewaysScroll();
    expectNoSidewaysScroll(banner.element());
  });
});
