"use client";

import { LoaderCircle, TextSearch } from "lucide-react";
import { useState } from "react";
import type { PageView } from "@/components/datasets/use-view";
import { IconButton } from "@/components/ui/button";
import { SearchField, Select } from "@/components/ui/field";
import { plural } from "@/components/ui/format";

const SORTS = [
  ["added", "Oldest first"],
  ["-added", "Newest first"],
  ["name", "Name A–Z"],
  ["-name", "Name Z–A"],
  ["-size", "Largest files"],
  ["size", "Smallest files"],
  ["-uniqueness", "Most unique"],
  ["uniqueness", "Least unique"],
  ["random", "Shuffled"],
] as const;

interface SearchBarProps {
  readonly view: PageView;
  readonly total: number;
  readonly loading: boolean;
  readonly onChange: (change: Partial<PageView>) => void;
  readonly onDescribe: () => void;
}

export function SearchBar({ view, total, loading, onChange, onDescribe }: SearchBarProps) {
  const [text, setText] = useState(view.q);
  return (
    <div className="flex flex-wrap items-center gap-3 px-4 pt-4">
      <form
        role="search"
        className="min-w-52 flex-1"
        onSubmit={(event) => {
          event.preventDefault();
          onChange({ q: text.trim() });
        }}
      >
        <SearchField label="Search items" placeholder="Name, or tag:night -label:dog kind:video" value={text} onChange={(event) => setText(event.target.value)} />
      </form>
      <IconButton label="Search by description" onClick={onDescribe}>
        <TextSearch size={18} aria-hidden />
      </IconButton>
      <p aria-live="polite" className="flex min-w-24 items-center gap-2 text-muted">
        {plural(total, "item")}
        {loading ? <LoaderCircle size={14} aria-label="Loading" className="animate-spin" /> : null}
      </p>
      <Select label="Sort items" value={view.sort} onChange={(event) => onChange({ sort: event.target.value })}>
        {SORTS.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
    </div>
  );
}
