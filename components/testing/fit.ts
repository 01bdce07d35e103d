/** Whether what a test rendered fits the screen. */
import { expect } from "vitest";
import { cdp, type Locator } from "vitest/browser";

/** Widths at which everything has to fit: a phone, a tablet or half a screen, a screen. */
export const WIDTHS = [390, 1024, 1440] as const;

/** Nothing in the element is wider than it, so that nothing has to be scrolled sideways. */
export function expectNoSidewaysScroll(element: Element = document.documentElement): void {
  const { tagName, clientWidth, scrollWidth } = element;
  expect(scrollWidth, `width of what is in <${tagName.toLowerCase()}>`).toBeLessThanOrEqual(clientWidth);
}

/** All of it is on the screen from left to right, once it is there and whatever slides in has done so. */
export async function expectInReach(locator: Locator): Promise<void> {
  await expect.element(locator).toBeVisible();
  const ending = document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations !== Infinity);
  await Promise.all(ending.map(({ finished }) => finished));
  const { left, right, width } = locator.element().getBoundingClientRect();
  expect(width).toBeGreaterThan(0);
  expect(left).toBeGreaterThanOrEqual(0);
  expect(right).toBeLessThanOrEqual(window.innerWidth);
}

/** What the browser protocol of Chromium offers here. */
interface Protocol {
  send(method: "Emulation.setTouchEmulationEnabled", options: { enabled: boolean }): Promise<unknown>;
}

/** Fingers instead of a mouse, or the mouse again. Where there is no mouse, hovering is not given back. */
export async function setFingers(enabled: boolean): Promise<void> {
  await (cdp() as unknown as Protocol).send("Emulation.setTouchEmulationEnabled", { enabled });
  await expect.poll(() => matchMedia("(pointer: coarse)").matches).toBe(enabled);
}

/** Fingers instead of a mouse, while `work` runs. */
export async function withTouch(work: () => Promise<void>): Promise<void> {
  await setFingers(true);
  try {
    await work();
  } finally {
    await setFingers(false);
  }
}

/** A finger hits it: 40 px is the least. */
export function expectTouchable(locator: Locator): void {
  for (const element of locator.elements()) {
    const { width, height } = element.getBoundingClientRect();
    const name = element.getAttribute("aria-label") ?? element.textContent;
    expect(Math.round(Math.min(width, height)), `least extent of “${name}”`).toBeGreaterThanOrEqual(40);
  }
}
