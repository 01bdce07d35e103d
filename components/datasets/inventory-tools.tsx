"use client";

import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { LayoutGrid, List, Star } from "lucide-react";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { SearchField, Select } from "@/components/ui/field";
import { shortenedInside } from "@/components/ui/format";
import { nameOfRole, ROLES } from "@/lib/auth/roles";
import { DATASET_SORTS, type DatasetSort } from "@/lib/access/sorts";
import { datasetFiltersQuery } from "@/lib/datasets/queries";
import type { DatasetFiltersDto } from "@/lib/datasets/schema";
import { presentStatusLabel, STATUSES } from "@/lib/operations/statuses";
import { EVERYTHING, isNarrowed, type InventoryView, type Layout } from "./inventory-view";

const SORT_NAMES: Record<DatasetSort, string> = {
  "-created": "Newest first",
  created: "Oldest first",
  name: "By name",
  "-name": "By name, from Z",
  "-size": "Largest first",
  size: "Smallest first",
  "-starred": "Starred first",
};
/** Somebody who types goes on for a moment; each letter is no question of its own. */
const REST_MS = 200;
const FIELD = "min-w-0 max-sm:w-full";

interface ToolsProps {
  readonly view: InventoryView;
  readonly layout: Layout;
  readonly change: (next: Partial<InventoryView>) => void;
  readonly filters: DatasetFiltersDto | null;
}

/** What narrows and orders the inventory: a form without scripts, and without a page load with them. */
export function InventoryTools({ view, layout, change, filters }: ToolsProps) {
  const { data } = useQuery({ ...datasetFiltersQuery(), ...(filters ? { initialData: filters } : {}) });
  // One that is in the address stays on offer whatever else there is.
  const owners = [...new Set([...(data?.owners ?? []), ...(view.owner ? [view.owner] : [])])];
  return (
    <form
      role="search"
      action="/datasets"
      className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap sm:items-center"
      onSubmit={(event) => event.preventDefault()}
    >
      <Search q={view.q} onSearch={(q) => change({ q })} />
      <Filter label="Status" name="status" value={view.status} onChange={(status) => change({ status })}>
        {STATUSES.map((status) => (
          <option key={status} value={status}>
            {presentStatusLabel(status)}
          </option>
        ))}
      </Filter>
      <Filter label="Role" name="role" value={view.role} onChange={(role) => change({ role })}>
        {ROLES.map((role) => (
          <option key={role} value={role}>
            {nameOfRole(role)}
          </option>
        ))}
      </Filter>
      {owners.length > 1 ? (
        <Filter label="Owner" name="owner" value={view.owner} onChange={(owner) => change({ owner })}>
          {owners.map((owner) => (
            <option key={owner} value={owner}>
              {shortenedInside(owner, 40)}
            </option>
          ))}
        </Filter>
      ) : null}
      <Button
        aria-pressed={view.starred}
        onClick={() => change({ starred: !view.starred })}
        className={clsx(view.starred && "border-accent! bg-accent-soft! text-accent-text!")}
      >
        <Star size={15} aria-hidden fill={view.starred ? "currentColor" : "none"} /> Starred
      </Button>
      {isNarrowed(view) ? (
        <Button variant="ghost" onClick={() => change(EVERYTHING)}>
          Clear filters
        </Button>
      ) : null}
      <Select
        label="Sort datasets"
        name="sort"
        value={view.sort}
        onChange={(event) => change({ sort: event.target.value as DatasetSort })}
        className={clsx(FIELD, "sm:ml-auto")}
      >
        {DATASET_SORTS.map((sort) => (
          <option key={sort} value={sort}>
            {SORT_NAMES[sort]}
          </option>
        ))}
      </Select>
      <div role="group" aria-label="Layout" className="flex justify-self-end rounded-md bg-sunken">
        <LayoutButton label="Cards" isOn={layout === "cards"} onClick={() => change({ layout: "cards" })}>
          <LayoutGrid size={17} aria-hidden />
        </LayoutButton>
        <LayoutButton label="List" isOn={layout === "list"} onClick={() => change({ layout: "list" })}>
          <List size={18} aria-hidden />
        </LayoutButton>
      </div>
      {view.starred ? <input type="hidden" name="starred" value="true" /> : null}
      {view.layout ? <input type="hidden" name="layout" value={view.layout} /> : null}
      <button type="submit" hidden />
    </form>
  );
}

/** What is typed is in the field at once, and in the address once the typing rests. */
function Search({ q, onSearch }: { q: string; onSearch: (q: string) => void }) {
  const [typed, setTyped] = useState(q);
  const [told, setTold] = useState(q);
  const timerRef = useRef<ReturnType<typeof setTimeout>>(undefined);
  // It was changed elsewhere: by a button, or by going back.
  if (told !== q) {
    setTold(q);
    if (typed.trim() !== q.trim()) setTyped(q);
  }
  useEffect(() => () => clearTimeout(timerRef.current), []);
  return (
    <SearchField
      label="Search datasets"
      placeholder="Search by name"
      name="q"
      className="max-sm:col-span-2 sm:w-60"
      value={typed}
      onChange={({ target }) => {
        setTyped(target.value);
        clearTimeout(timerRef.current);
        timerRef.current = setTimeout(() => onSearch(target.value), REST_MS);
      }}
    />
  );
}

interface FilterProps<T extends string> {
  readonly label: string;
  readonly name: string;
  readonly value: T | null;
  readonly onChange: (value: T | null) => void;
  readonly children: ReactNode;
}

const Filter = <T extends string>({ label, name, value, onChange, children }: FilterProps<T>) => (
  <Select
    label={label}
    name={name}
    value={value ?? ""}
    onChange={(event) => onChange((event.target.value || null) as T | null)}
    className={clsx(FIELD, "sm:max-w-52")}
  >
    <option value="">{label}: all</option>
    {children}
  </Select>
);

interface LayoutButtonProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

const LayoutButton = ({ label, isOn, onClick, children }: LayoutButtonProps) => (
  <IconButton
    label={label}
    aria-pressed={isOn}
    onClick={onClick}
    className={isOn ? "bg-surface text-accent-text! shadow-sm ring-1 ring-line" : "text-muted!"}
  >
    {children}
  </IconButton>
);
