"use client";

import type { KeyboardEvent } from "react";

/** Looks for a value in the whole sidebar. */
export function FindBox({ find, onFind }: { find: string; onFind: (find: string) => void }) {
  const onKeyDown = (event: KeyboardEvent) => {
    // Not every browser empties a search box with this key by itself.
    if (event.key === "Escape") onFind("");
  };
  return (
    <input
      type="search"
      aria-label="Find a value"
      placeholder="Find a value"
      value={find}
      onChange={(event) => onFind(event.target.value)}
      onKeyDown={onKeyDown}
      className="mb-1 h-8 w-full rounded-md border border-line-strong bg-surface px-2.5 text-[13px] placeholder:text-muted pointer-coarse:h-12"
    />
  );
}
