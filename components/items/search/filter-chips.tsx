"use client";

import { X } from "lucide-react";
import { chipsOf } from "@/lib/search/filters";

/** What is filtered by, a chip for each term; each can be let go. */
export function FilterChips({ q, onChange }: { q: string; onChange: (q: string) => void }) {
  const chips = chipsOf(q);
  if (!chips || chips.length === 0) return null;
  return (
    <ul aria-label="Active filters" className="flex flex-wrap items-center gap-1.5">
      {chips.map(({ text, rest }, index) => (
        <li
          key={`${index} ${text}`}
          className="flex max-w-full items-center rounded-full bg-accent-soft text-[13px] text-accent-text"
        >
          <span className="truncate py-0.5 pl-2.5">{text}</span>
          <button
            type="button"
            aria-label={`Remove filter ${text}`}
            onClick={() => onChange(rest)}
            className="rounded-full p-1 hover:bg-surface/60"
          >
            <X size={13} aria-hidden />
          </button>
        </li>
      ))}
      {chips.length > 1 ? (
        <li>
          <button
            type="button"
            onClick={() => onChange("")}
            className="rounded px-1.5 text-[13px] text-accent-text underline"
          >
            Clear all
          </button>
        </li>
      ) : null}
    </ul>
  );
}
