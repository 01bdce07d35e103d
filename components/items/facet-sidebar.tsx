"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { formatCount } from "@/components/ui/format";
import { facetsQuery } from "@/lib/items/queries";
import { quoteValue } from "@/lib/items/search";

const TITLES = { label: "Labels", tag: "Tags", issue: "Issues", kind: "Media type" } as const;
type FacetKey = keyof typeof TITLES;

/** What the items have in common, counted; a click filters by it, another click no longer. */
export function FacetSidebar({ datasetId, q, onChange }: { datasetId: string; q: string; onChange: (q: string) => void }) {
  const { data } = useQuery({ ...facetsQuery(datasetId, q), placeholderData: keepPreviousData });
  const toggle = (term: string, active: boolean) => {
    const next = active ? q.replace(term, "").replace(/\s+/g, " ").trim() : `${q} ${term}`.trim();
    onChange(next);
  };
  return (
    <aside aria-label="Filters" className="sticky top-13 hidden h-[calc(100dvh-3.25rem)] w-56 shrink-0 overflow-y-auto border-r border-line p-4 lg:block">
      {(Object.keys(TITLES) as FacetKey[]).map((key) => {
        const values = data?.facets[key] ?? [];
        if (values.length === 0) return null;
        return (
          <section key={key} aria-label={TITLES[key]} className="mb-5">
            <h2 className="mb-1.5 text-[13px] font-semibold text-muted">{TITLES[key]}</h2>
            <ul>
              {values.map(({ value, count }) => {
                const term = `${key}:${quoteValue(value)}`;
                const active = ` ${q} `.includes(` ${term} `);
                return (
                  <li key={value}>
                    <button
                      type="button"
                      aria-pressed={active}
                      onClick={() => toggle(term, active)}
                      className={clsx("flex w-full justify-between gap-2 rounded px-2 py-1 text-left", active ? "bg-accent-soft font-medium text-accent-text" : "hover:bg-sunken")}
                    >
                      <span className="truncate">{value}</span>
                      <span className={active ? undefined : "text-muted"}>{formatCount(count)}</span>
                    </button>
                  </li>
                );
              })}
            </ul>
          </section>
        );
      })}
    </aside>
  );
}
