/** What is wrong with a page as a person would see it: what overflows, what cannot be reached, what axe finds. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** Rules about a page as a whole. While a dialog is open, all but it is hidden, and rightly so; an open menu lies beside the landmarks. */
const PAGE_RULES = ["landmark-one-main", "page-has-heading-one", "region"];

/** Violations of any impact, with the first elements that have them. */
export async function axeFaults(page: Page): Promise<string[]> {
  const isBehind = await page.locator("[data-aria-hidden], [role=menu]").count();
  // There are no frames, so the page need not be put together in another one.
  const builder = new AxeBuilder({ page }).setLegacyMode(true).disableRules(isBehind > 0 ? PAGE_RULES : []);
  const { violations } = await builder.analyze();
  return violations.map(
    ({ id, impact, nodes }) =>
      `axe ${impact}: ${id}, ${nodes.length}×: ${nodes
        .slice(0, 2)
        .map((node) => node.html.slice(0, 140))
        .join(" | ")}`,
  );
}

/** Looks at the layout. It may scroll, so it comes after the pictures. */
export const layoutFaults = (page: Page): Promise<string[]> => page.evaluate(findLayoutFaults);

/** Runs in the page, so all that it needs is inside. */
function findLayoutFaults(): string[] {
  const CONTROLS =
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=menuitem], [role=option], [role=slider]";
  /** Of less than this, nobody can take hold. */
  const LEAST_PX = 8;
  const root = document.documentElement;
  const nameOf = (element: Element): string => {
    const text = (element.getAttribute("aria-label") ?? element.textContent ?? "").trim().replace(/\s+/g, " ");
    return `${element.getAttribute("role") ?? element.tagName.toLowerCase()} “${(text || (element.getAttribute("placeholder") ?? "")).slice(0, 60)}”`;
  };
  // What lies behind a dialog, is read out only, or takes no pointer is nobody's to reach.
  const isControl = (element: Element): boolean => {
    const { width, height } = element.getBoundingClientRect();
    return (
      width > 2 &&
      height > 2 &&
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
      !element.closest("[inert], [aria-hidden=true]") &&
      getComputedStyle(element).pointerEvents !== "none"
    );
  };

  interface Area {
    left: number;
    top: number;
    right: number;
    bottom: number;
  }
  const intersect = (a: Area, b: Area): Area => ({
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  });
  const scrolls = (overflow: string): boolean => overflow === "auto" || overflow === "scroll";

  /** Where an element is, or can be brought by scrolling; and what of it is in sight now. */
  const look = (element: Element): { fault: string | null; sight: Area } => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const own: Area = { left, top, right, bottom };
    let reach = own;
    let sight = own;
    let style = getComputedStyle(element);
    let isFixed = style.position === "fixed";
    for (let parent = element.parentElement; parent && parent !== root && !isFixed; parent = parent.parentElement) {
      style = getComputedStyle(parent);
      isFixed = style.position === "fixed";
      if (style.overflowX === "visible" && style.overflowY === "visible") continue;
      const clip = parent.getBoundingClientRect();
      sight = intersect(sight, clip);
      if (scrolls(style.overflowX) && parent.scrollWidth > parent.clientWidth)
        reach = { ...reach, left: clip.left, right: clip.right };
      if (scrolls(style.overflowY) && parent.scrollHeight > parent.clientHeight)
        reach = { ...reach, top: clip.top, bottom: clip.bottom };
      reach = intersect(reach, clip);
      if (reach.right - reach.left < LEAST_PX || reach.bottom - reach.top < LEAST_PX)
        return { fault: "is cut off by what it is in", sight };
    }
    const view: Area = { left: 0, top: 0, right: root.clientWidth, bottom: innerHeight };
    const isBelow = reach.bottom > view.bottom + 1 && (isFixed || root.scrollHeight <= root.clientHeight);
    const isBeside = reach.left < -1 || reach.right > view.right + 1;
    const fault = isBeside || isBelow || reach.top < -1 ? "lies outside of the window" : null;
    return { fault, sight: intersect(sight, view) };
  };

  /** What covers the middle of what is in sight of it; null when nothing does, or nothing is in sight. */
  const coverOf = (element: Element): Element | null => {
    const { sight } = look(element);
    if (sight.right - sight.left < LEAST_PX || sight.bottom - sight.top < LEAST_PX) return null;
    const hit = document.elementFromPoint((sight.left + sight.right) / 2, (sight.top + sight.bottom) / 2);
    if (!hit || element.contains(hit) || hit.contains(element) || hit.closest("label")?.control === element)
      return null;
    // What pops up is there to cover things, until it is closed.
    return hit.closest("[role=listbox], [role=menu], [data-radix-popper-content-wrapper]") ? null : hit;
  };

  const faults: string[] = [];
  if (root.scrollWidth > root.clientWidth)
    faults.push(`the page is ${root.scrollWidth} px wide in a window of ${root.clientWidth} px`);
  for (const element of document.querySelectorAll("body *")) {
    const { overflowX } = getComputedStyle(element);
    // A table or a strip of pictures may; a text or a list that does hides its right end.
    if (
      scrolls(overflowX) &&
      element.scrollWidth > element.clientWidth + 1 &&
      !element.querySelector("table, pre, img")
    )
      faults.push(`${nameOf(element)} scrolls sideways: ${element.scrollWidth} px in ${element.clientWidth} px`);
  }
  for (const element of document.querySelectorAll(CONTROLS)) {
    if (!isControl(element)) continue;
    const { fault } = look(element);
    if (fault) faults.push(`${nameOf(element)} ${fault}`);
    else if (coverOf(element)) {
      // What lies under a bar may come out from under it.
      element.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
      const cover = element.isConnected ? coverOf(element) : null;
      if (cover) faults.push(`${nameOf(element)} is covered by ${nameOf(cover)}`);
    }
  }
  return [...new Set(faults)];
}

/** Collects what the page writes to the console, and what it does not catch; but for what the scene is about. */
export function consoleFaults(page: Page, expected?: RegExp): string[] {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    const isProblem = message.type() === "error" || message.type() === "warning";
    if (isProblem && !expected?.test(message.text()))
      faults.push(`console ${message.type()}: ${message.text().slice(0, 300)}`);
  });
  return faults;
}
