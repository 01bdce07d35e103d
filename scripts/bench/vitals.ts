/** What a page tells of itself while somebody uses it: layout shift, interaction to next paint, long tasks. */
import type { Page } from "@playwright/test";

/** What the browser tells of no interaction that was faster; Event Timing has no smaller threshold. */
const LEAST_MS = 16;

interface Shift {
  readonly value: number;
  readonly at: number;
  /** What moved, and by how much. */
  readonly sources: readonly string[];
}

interface Seen {
  shifts: Shift[];
  /** Of each interaction the longest event, as the standard has it, with what it was. */
  interactions: Map<number, { ms: number; what: string }>;
  tasks: number[];
  /** How many interactions there were before those that are told now. */
  counted: number;
  /** Takes what the browser has seen and not told yet. */
  take: () => void;
}

export interface Vitals {
  /** Sum of the layout shifts that no input explains. */
  readonly shift: number;
  readonly shifted: readonly string[];
  /** From each press of a key or a button to the next frame. */
  readonly interactions_ms: readonly number[];
  readonly slowest: readonly string[];
  readonly long_tasks_ms: readonly number[];
}

/** Runs in the page before anything of it does. */
export function watchVitals(): void {
  const words = (node: Node | null): string => {
    const element = node instanceof Element ? node : (node?.parentElement ?? null);
    if (!element) return "something that is gone";
    const name = element.getAttribute("aria-label") ?? element.textContent ?? "";
    return `${element.tagName.toLowerCase()} “${name.trim().replace(/\s+/g, " ").slice(0, 40)}”`;
  };
  const place = ({ x, y, width, height }: DOMRectReadOnly): string =>
    [x, y, width, height].map((edge) => Math.round(edge)).join(" ");
  const seen: Seen = { shifts: [], interactions: new Map(), tasks: [], counted: 0, take: () => undefined };
  const tell = (entry: PerformanceEntry) => {
    if (entry.entryType === "longtask") seen.tasks.push(entry.duration);
    else if (entry.entryType === "layout-shift") {
      const { value, hadRecentInput, sources } = entry as PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
        sources: { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
      };
      if (hadRecentInput) return;
      const moved = sources.map(
        ({ node, previousRect, currentRect }) => `${words(node)} ${place(previousRect)} → ${place(currentRect)}`,
      );
      seen.shifts.push({ value, at: entry.startTime, sources: moved });
    } else {
      const { interactionId, target, processingStart, processingEnd } = entry as PerformanceEventTiming & {
        target: Node | null;
      };
      if (!interactionId) return;
      const known = seen.interactions.get(interactionId);
      if (known && known.ms >= entry.duration) return;
      const [waited, worked] = [processingStart - entry.startTime, processingEnd - processingStart].map(Math.round);
      const drawn = Math.max(0, Math.round(entry.duration - (processingEnd - entry.startTime)));
      const what = `${entry.name} ${words(target)} (waited ${waited}, handled ${worked}, drawn ${drawn})`;
      seen.interactions.set(interactionId, { ms: entry.duration, what });
    }
  };
  const observers = (
    [
      { type: "layout-shift", buffered: true },
      { type: "event", buffered: true, durationThreshold: 16 },
      { type: "longtask", buffered: true },
    ] as PerformanceObserverInit[]
  ).map((how) => {
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(tell));
    observer.observe(how);
    return observer;
  });
  seen.take = () => observers.forEach((observer) => observer.takeRecords().forEach(tell));
  (window as unknown as { vitals: Seen }).vitals = seen;
}

/** What there was since the page was opened, or since this was asked last. The browser tells of a frame a little after it. */
export async function takeVitals(page: Page): Promise<Vitals> {
  await page.waitForTimeout(300);
  return page.evaluate((least) => {
    const seen = (window as unknown as { vitals: Seen }).vitals;
    seen.take();
    const { interactionCount } = performance as unknown as { interactionCount: number };
    const count = Math.max(interactionCount - seen.counted, seen.interactions.size);
    const told = [...seen.interactions.values()].sort((a, b) => b.ms - a.ms);
    const taken = {
      shift: seen.shifts.reduce((sum, { value }) => sum + value, 0),
      shifted: [...seen.shifts]
        .sort((a, b) => b.value - a.value)
        .map(({ value, at, sources }) => `${value.toFixed(4)} at ${Math.round(at)} ms: ${sources.join("; ")}`),
      // Those that it does not tell of were no slower than its threshold.
      interactions_ms: Array.from({ length: count }, (_, index) => told[index]?.ms ?? least),
      slowest: told.slice(0, 3).map(({ ms, what }) => `${ms} ms: ${what}`),
      long_tasks_ms: seen.tasks,
    };
    Object.assign(seen, { shifts: [], interactions: new Map(), tasks: [], counted: interactionCount });
    return taken;
  }, LEAST_MS);
}
