"use client";

import { FolderInput, LoaderCircle, X } from "lucide-react";
import type { ReactNode } from "react";
import { tellHeight } from "@/components/layout/tell-height";
import { Button, IconButton } from "@/components/ui/button";
import { plural } from "@/components/ui/format";
import { useListPage } from "../list-page";

/** The bar below the grid: how many are selected, and what can be done with them. */
export function SelectionFrame({ children }: { children: ReactNode }) {
  const { selection } = useListPage();
  return (
    <div
      ref={tellHeight}
      role="region"
      aria-label="Selection"
      className="z-20 flex flex-wrap items-center gap-x-2 gap-y-1.5 border-t border-line bg-surface px-3 py-2 [&_button]:pointer-coarse:min-h-12 [&_button]:pointer-coarse:min-w-12"
    >
      <IconButton label="Clear selection" onClick={selection.clear}>
        <X size={18} aria-hidden />
      </IconButton>
      <p aria-live="polite" className="mr-1 flex min-w-0 items-center gap-2 font-medium tabular-nums">
        {plural(selection.count, "item")} selected
        {selection.pending ? <LoaderCircle size={14} aria-label="Selecting" className="animate-spin" /> : null}
      </p>
      {selection.isAll ? null : (
        <Button variant="ghost" onClick={selection.selectAll}>
          Select all
        </Button>
      )}
      {children}
    </div>
  );
}

/** Adds what is selected to a dataset, or removes it from one. */
export const DatasetButton = ({ blocked, onClick }: { blocked: string | null; onClick: () => void }) => (
  <Button
    disabled={blocked !== null}
    title={blocked ?? "Add to a dataset, or remove from one"}
    aria-label="Dataset…"
    onClick={onClick}
    className="max-sm:ml-auto max-sm:px-2.5"
  >
    <FolderInput size={16} aria-hidden /> <span className="max-sm:hidden">Dataset…</span>
  </Button>
);
