/** Opens scenes and takes their pictures. */
import path from "node:path";
import { expect, type Browser, type Page, type Request } from "@playwright/test";
import { axeFaults, consoleFaults, layoutFaults } from "./faults";
import type { Scene } from "./scenes";
import type { Session, World } from "./world";
import { answering } from "../../e2e/waiting";

export const WIDTHS = { 390: 844, 1024: 768, 1440: 900 } as const;
export type Width = keyof typeof WIDTHS;
export const SCHEMES = ["light", "dark"] as const;
export type Scheme = (typeof SCHEMES)[number];

export interface Shot {
  readonly picture: string;
  readonly faults: readonly string[];
}

/** What the page has asked for and not got yet. The event stream is never over. */
function pendingOf(page: Page): ReadonlySet<Request> {
  const pending = new Set<Request>();
  page.on("request", (request) => request.resourceType() !== "eventsource" && pending.add(request));
  page.on("requestfinished", (request) => pending.delete(request));
  page.on("requestfailed", (request) => pending.delete(request));
  return pending;
}

/** Nothing is loading or moving any more. */
async function settle(page: Page, pending: ReadonlySet<Request>): Promise<void> {
  // An answer may lead to the next question, two frames later.
  await expect(async () => {
    expect(pending.size).toBe(0);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    expect(pending.size).toBe(0);
  }).toPass({ timeout: 30_000, intervals: [50] });
  // A picture that waits until it is needed is not needed outside of the window.
  await page.waitForFunction(() => {
    const isInSight = (image: HTMLImageElement) => {
      const { left, top, right, bottom } = image.getBoundingClientRect();
      return image.checkVisibility() && right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
    };
    // What is folded up waits until it is unfolded.
    const isBusy = [...document.querySelectorAll('[aria-busy="true"]')].some((element) => element.checkVisibility());
    return !isBusy && [...document.images].every((image) => image.complete || !isInSight(image));
  });
  await page.evaluate(async () => {
    await document.fonts.ready;
    const moving = document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations !== Infinity);
    await Promise.all(moving.map((animation) => animation.finished.catch(() => undefined)));
  });
}

/** Puts one text in the place of what differs from run to run: times, durations, ids, keys. Widths stay as they are. */
const steady = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const RULES: readonly (readonly [RegExp, string])[] = [
      [/\bjust now\b|\b\d+ (second|minute|hour|day)s? ago\b/g, "a while ago"],
      [/\b\d+ ms\b|\b\d+\.\d s\b|\b\d+ min \d+ s\b/g, "1.0 s"],
      [/\b[A-Z][a-z]{2} \d{1,2}, 20\d\d(, \d{1,2}:\d\d(:\d\d)?\s[AP]M)?/g, "Mar 1, 2026"],
      [/\b20\d\d-\d\d-\d\dT[\d:.]+Z/g, "2026-03-01T12:00:00.000Z"],
      [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "00000000-0000-4000-8000-000000000000"],
      [/\b(?=[a-f]*\d)[0-9a-f]{8}\b/g, "00000000"],
      [/\b\d{9,}\b/g, "0000000000"],
      [/\b(?=\S*\d)[\w-]{20,}\b(?!\.)/g, "0000000000000000"],
    ];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      // What one wrote oneself is the same every time.
      const isKey = text.parentElement?.closest("code, pre");
      for (const [pattern, replacement] of isKey ? RULES : RULES.slice(0, -1))
        if (text.nodeValue && pattern.test(text.nodeValue))
          text.nodeValue = text.nodeValue.replace(pattern, replacement);
    }
  });

/**
 * Takes a scene at one width, in each scheme. The page is opened once: both are asked of the same page, as a person's system
 * would.
 */
export async function take(
  scene: Scene,
  world: World,
  from: { browser: Browser; baseURL: string; session: Session },
  wanted: { width: Width; schemes: readonly Scheme[]; folder: string },
): Promise<Shot[]> {
  const { width, schemes, folder } = wanted;
  const context = await from.browser.newContext({
    baseURL: from.baseURL,
    storageState: from.session,
    viewport: { width, height: WIDTHS[width] },
    colorScheme: schemes[0]!,
    reducedMotion: "reduce",
    locale: "en-US",
    timezoneId: "UTC",
  });
  context.setDefaultTimeout(30_000);
  // tsx names functions through this helper, also those that run in the page.
  await context.addInitScript("globalThis.__name = (work) => work");
  const page = await context.newPage();
  const goto = page.goto.bind(page);
  page.goto = (...args) => goto(...args).then(async (response) => (await answering(page), response));
  const pending = pendingOf(page);
  const written = consoleFaults(page, scene.writes);
  try {
    const putBack = await scene.open(page, world);
    const shots: Shot[] = [];
    for (const scheme of schemes) {
      await page.emulateMedia({ colorScheme: scheme });
      await settle(page, pending);
      await steady(page);
      const picture = `${scene.name}-${width}-${scheme}`;
      await page.screenshot({ path: path.join(folder, `${picture}.png`), animations: "disabled" });
      shots.push({ picture, faults: await axeFaults(page) });
    }
    // The same in every scheme, so told once.
    const [first, ...others] = shots;
    const layout = await layoutFaults(page);
    if (putBack) await putBack();
    return [{ picture: first!.picture, faults: [...first!.faults, ...layout, ...written] }, ...others];
  } catch (error) {
    await page.screenshot({ path: path.join(folder, `${scene.name}-${width}-failed.png`) }).catch(() => undefined);
    throw error;
  } finally {
    await context.close();
  }
}
