"use client";

import * as Tooltip from "@radix-ui/react-tooltip";
import { useState, useSyncExternalStore } from "react";
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

interface TimeProps {
  readonly iso: string;
  /** What stands beside it tells the exact time already. */
  readonly dated?: boolean;
  /** It is yet to come; else a clock that is behind the server's makes it now at the latest. */
  readonly isAhead?: boolean;
}

/**
 * Relative time; the exact one on hover and tap, and in what screen readers read: a list of a hundred times is no reason for a
 * hundred tab stops. The server renders the date, which is the same everywhere.
 */
export function Time({ iso, dated = false, isAhead = false }: TimeProps) {
  const [open, setOpen] = useState(false);
  const current = useSyncExternalStore(
    subscribe,
    () => now,
    () => null,
  );
  return (
    <Tooltip.Root open={open} onOpenChange={setOpen}>
      <Tooltip.Trigger
        asChild
        onClick={(event) => {
          // A tap; by itself the tooltip takes a click for a reason to close.
          event.preventDefault();
          setOpen(true);
        }}
      >
        <time dateTime={iso} className="relative">
          <span>
            {current === null
              ? iso.slice(0, 10)
              : formatRelative(iso, isAhead ? current : Math.max(current, Date.parse(iso)))}
          </span>
          {current === null || dated ? null : <span className="sr-only">, {formatExact(iso)}</span>}
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
