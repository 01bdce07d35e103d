"use client";

import * as Tooltip from "@radix-ui/react-tooltip";
import { useSyncExternalStore } from "react";
import { formatExact, formatRelative } from "./format";

// One clock for all: ticking a hundred timers for a hundred entries would be a hundred re-renders apart.
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  now = Date.now();
  timer ??= setInterval(() => {
    now = Date.now();
    listeners.forEach((notify) => notify());
  }, 15_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/**
 * Relative time; the exact one on hover, focus or tap. The server renders the date, which is the same everywhere.
 * @param isAhead it is yet to come; else a clock that is behind the server's makes it now at the latest
 */
export function Time({ iso, isAhead = false }: { iso: string; isAhead?: boolean }) {
  const current = useSyncExternalStore(
    subscribe,
    () => now,
    () => null,
  );
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>
        <time tabIndex={0} dateTime={iso} className="rounded-sm">
          {current === null
            ? iso.slice(0, 10)
            : formatRelative(iso, isAhead ? current : Math.max(current, Date.parse(iso)))}
        </time>
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content sideOffset={4} className="z-60 rounded-md bg-ink px-2 py-1 text-xs text-canvas">
          {formatExact(iso)}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
