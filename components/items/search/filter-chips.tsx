"use client";

import { X } from "lucide-react";
import type { ReactNode } from "react";
import { chipsOf, type Chip } from "@/lib/search/filters";
import { LikenessChip, useExample } from "./likeness-chip";

interface FilterChipsProps {
  readonly datasetId: string;
  readonly snapshotId: string | null;
  readonly q: string;
  readonly onChange: (q: string) => void;
  /** Gets a search that differs only in how alike something has to be. */
  readonly onAdjust: (q: string) => void;
}

/** What is filtered by, a chip for each term; each can be let go. */
export function FilterChips({ q, onChange, ...page }: FilterChipsProps) {
  const chips = chipsOf(q);
  if (!chips || chips.length === 0) return null;
  return (
    <ul aria-label="Active filters" className="flex flex-wrap items-center gap-1.5">
      {chips.map(({ text, rest, alike }, index) =>
        alike ? (
          // Not by its text: another least likeness leaves the chip, and its open popover, as they are.
          <Likeness
            key={`${index} ${alike.to} ${alike.example}`}
            {...page}
            alike={alike}
            onRemove={() => onChange(rest)}
          />
        ) : (
          <ChipFrame key={`${index} ${text}`} name={text} onRemove={() => onChange(rest)}>
            <span className="truncate py-0.5 pl-2.5">{text}</span>
          </ChipFrame>
        ),
      )}
      {chips.length > 1 ? (
        <li>
          <button
            type="button"
            onClick={() => onChange("")}
            className="rounded px-1.5 text-[13px] text-accent-text underline pointer-coarse:min-h-[40px]"
          >
            Clear all
          </button>
        </li>
      ) : null}
    </ul>
  );
}

interface LikenessProps extends Pick<FilterChipsProps, "datasetId" | "snapshotId" | "onAdjust"> {
  readonly alike: NonNullable<Chip["alike"]>;
  readonly onRemove: () => void;
}

function Likeness({ datasetId, snapshotId, alike, onAdjust, onRemove }: LikenessProps) {
  const example = useExample(datasetId, snapshotId, alike);
  return (
    <ChipFrame name={example.words} onRemove={onRemove}>
      <LikenessChip alike={alike} example={example} onAdjust={onAdjust} />
    </ChipFrame>
  );
}

function ChipFrame({ name, onRemove, children }: { name: string; onRemove: () => void; children: ReactNode }) {
  return (
    <li className="flex max-w-full items-center rounded-full bg-accent-soft text-[13px] text-accent-text">
      {children}
      <button
        type="button"
        aria-label={`Remove filter ${name}`}
        onClick={onRemove}
        className="grid shrink-0 place-items-center rounded-full p-1 hover:bg-surface/60 pointer-coarse:size-[40px]"
      >
        <X size={13} aria-hidden />
      </button>
    </li>
  );
}
