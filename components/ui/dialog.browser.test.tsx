import { beforeEach, describe, expect, it } from "vitest";
import { page } from "vitest/browser";
import { render } from "@/components/testing/render";
import { Button } from "./button";
import { Dialog, DialogActions } from "./dialog";

const WINDOW_PX = 600;
/** Of the dialog, between its edge and what is in it. */
const PADDING_PX = 17.5;

const open = (height: number, actions = true) =>
  render(
    <Dialog onClose={() => undefined} title="Move boats">
      <form className="grid gap-4">
        <p style={{ height }}>All of them</p>
        <p data-testid="last">The last line</p>
        {actions ? (
          <DialogActions>
            <Button>Cancel</Button>
            <Button>Move</Button>
          </DialogActions>
        ) : null}
      </form>
    </Dialog>,
  );
const dialog = () => page.getByRole("dialog").element();
const rectOf = (name: string) => page.getByRole("button", { name }).element().getBoundingClientRect();
const lastLine = () => page.getByTestId("last").element().getBoundingClientRect();
/** How far it is from there to the dialog's lower edge. */
const belowOf = ({ bottom }: DOMRect): number => dialog().getBoundingClientRect().bottom - 1 - bottom;
/** What is drawn in the middle of the last line is the last line. */
const isLastLineFree = (): boolean => {
  const { left, top, height } = lastLine();
  return document.elementFromPoint(left + 2, top + height / 2)?.textContent === "The last line";
};

describe("the buttons that end a dialog", () => {
  beforeEach(() => page.viewport(900, WINDOW_PX));

  it("stand below everything in one that fits the window", async () => {
    await open(200);
    await expect.element(page.getByRole("button", { name: "Move" })).toBeVisible();
    expect(rectOf("Move").top - lastLine().bottom).toBeGreaterThanOrEqual(12);
    expect(isLastLineFree()).toBe(true);
    expect(dialog().scrollHeight).toBe(dialog().clientHeight);
    expect(belowOf(rectOf("Move"))).toBeCloseTo(PADDING_PX, 0);
  });

  it("stay at the lower edge of one that does not, and nothing shows below them", async () => {
    await open(WINDOW_PX);
    await expect.element(page.getByRole("button", { name: "Move" })).toBeVisible();
    expect(belowOf(rectOf("Move"))).toBeCloseTo(PADDING_PX, 0);
    const { bottom, left } = dialog().getBoundingClientRect();
    expect(document.elementFromPoint(left + 40, bottom - 4)).toBe(
      page.getByRole("button", { name: "Move" }).element().parentElement,
    );
    dialog().scrollTop = WINDOW_PX;
    expect(belowOf(rectOf("Move"))).toBeCloseTo(PADDING_PX, 0);
    expect(isLastLineFree()).toBe(true);
    expect(rectOf("Move").top - lastLine().bottom).toBeGreaterThanOrEqual(12);
  });

  it("leave a dialog without them its lower edge", async () => {
    await open(200, false);
    await expect.element(page.getByTestId("last")).toBeVisible();
    expect(belowOf(lastLine())).toBeCloseTo(PADDING_PX, 0);
  });
});
