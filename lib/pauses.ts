import { setImmediate as breathe } from "node:timers/promises";

/** So long a piece of work may keep others of this process waiting. */
const AT_MOST_MS = 15;

/** For work of many small steps: awaited after each, it lets others have their turn where it is time for that. */
export function pauses(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < AT_MOST_MS) return;
    await breathe();
    since = performance.now();
  };
}
