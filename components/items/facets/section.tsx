"use client";

import { ChevronDown, ChevronRight } from "lucide-react";
import { useSyncExternalStore, type ReactNode } from "react";

/** Which sections are closed is kept on this machine, by their titles. */
const STORE = "stillframe.closed-sections";
const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};
const readStore = (): string => localStorage.getItem(STORE) ?? "{}";

/** A part of the sidebar that can be closed. What is inside is only there, and only asked for, while it is open. */
export function Section({ title, startsOpen, children }: { title: string; startsOpen: boolean; children: ReactNode }) {
  const stored = useSyncExternalStore(subscribe, readStore, () => "{}");
  const open = (JSON.parse(stored) as Record<string, boolean>)[title] ?? startsOpen;
  const toggle = () => {
    localStorage.setItem(STORE, JSON.stringify({ ...(JSON.parse(readStore()) as object), [title]: !open }));
    listeners.forEach((listener) => listener());
  };
  return (
    <section aria-label={title}>
      <h2>
        <button
          type="button"
          aria-expanded={open}
          onClick={toggle}
          className="flex w-full items-center gap-1 rounded px-1 py-1.5 text-left text-[13px] font-semibold text-muted hover:text-ink"
        >
          {open ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
          <span className="truncate">{title}</span>
        </button>
      </h2>
      {open ? children : null}
    </section>
  );
}
