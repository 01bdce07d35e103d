/** Whether what a test rendered fits the screen. */
import { expect } from "vitest";
import type { Locator } from "vitest/browser";

/** Widths at which everything has to fit: a phone, a tablet or half a screen, a screen. */
export const WIDTHS = [390, 1024, 1440] as const;

/** Nothing in the element is wider than it, so that nothing has to be scrolled sideways. */
export function expectNoSidewaysScroll(element: Element = document.documentElement): void {
  const { tagName, clientWidth, scrollWidth } = element;
  expect(scrollWidth, `width of what is in <${tagName.toLowerCase()}>`).toBeLessThanOrEqual(clientWidth);
}

/** All of it is on the screen from left to right, once whatever slides in is there. */
export async function expectInReach(locator: Locator): Promise<void> {
  const ending = document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations !== Infinity);
  await Promise.all(ending.map(({ finished }) => finished));
  const { left, right, width } = locator.element().getBoundingClientRect();
  expect(width).toBeGreaterThan(0);
  expect(left).toBeGreaterThanOrEqual(0);
  expect(right).toBeLessThanOrEqual(window.innerWidth);
}
