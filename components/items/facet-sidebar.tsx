"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { useState } from "react";
import { formatCount } from "@/components/ui/format";
import { facetsQuery } from "@/lib/items/queries";
import type { FacetsDto } from "@/lib/items/schema";
import { quoteValue } from "@/lib/items/search";

/** Sections of the sidebar, in their order; values of custom metadata follow them. */
const SECTIONS: readonly { key: string; title: string; show?: (value: string) => string }[] = [
  { key: "label", title: "Labels" },
  { key: "tag", title: "Tags" },
  { key: "issue", title: "Issues" },
  { key: "cluster", title: "Clusters", show: (value) => `Cluster ${value}` },
  { key: "kind", title: "Media type" },
];
/** Longer lists show this many at first. */
const SHORT_LIST = 12;

type Value = FacetsDto["facets"][string][number];

/** What the items have in common, counted; a click filters by it, another click no longer. */
export function FacetSidebar({ datasetId, q, onChange }: { datasetId: string; q: string; onChange: (q: string) => void }) {
  const { data } = useQuery({ ...facetsQuery(datasetId, q), placeholderData: keepPreviousData });
  const toggle = (term: string) => {
    const next = isActive(q, term) ? q.replace(term, "").replace(/\s+/g, " ").trim() : `${q} ${term}`.trim();
    onChange(next);
  };
  const facets = data?.facets ?? {};
  const known = new Set([...SECTIONS.map(({ key }) => key), "subcluster"]);
  const fields = Object.keys(facets).filter((key) => !known.has(key)).sort();
  return (
    <aside aria-label="Filters" className="sticky top-13 hidden h-[calc(100dvh-3.25rem)] w-56 shrink-0 overflow-y-auto border-r border-line p-4 lg:block">
      {SECTIONS.map(({ key, title, show }) => (
        <FacetSection
          key={key}
          title={title}
          values={facets[key] ?? []}
          q={q}
          termOf={(value) => `${key}:${quoteValue(value)}`}
          show={show}
          onToggle={toggle}
          // What a cluster is made of shows once the cluster is chosen.
          below={key === "cluster" ? (value) => (facets.subcluster ?? []).filter((part) => part.value.startsWith(`${value}.`)) : undefined}
        />
      ))}
      {fields.map((field) => (
        <FacetSection key={field} title={field} values={facets[field]!} q={q} termOf={(value) => `meta:${quoteValue(`${field}=${value}`)}`} onToggle={toggle} />
      ))}
    </aside>
  );
}

const isActive = (q: string, term: string): boolean => ` ${q} `.includes(` ${term} `);

interface FacetSectionProps {
  readonly title: string;
  readonly values: readonly Value[];
  readonly q: string;
  readonly termOf: (value: string) => string;
  readonly show?: (value: string) => string;
  readonly onToggle: (term: string) => void;
  readonly below?: (value: string) => readonly Value[];
}

function FacetSection({ title, values, q, termOf, show = (value) => value, onToggle, below }: FacetSectionProps) {
  const [all, setAll] = useState(false);
  if (values.length === 0) return null;
  const shown = all ? values : values.filter(({ value }, index) => index < SHORT_LIST || isActive(q, termOf(value)));
  return (
    <section aria-label={title} className="mb-5">
      <h2 className="mb-1.5 truncate text-[13px] font-semibold text-muted">{title}</h2>
      <ul>
        {shown.map(({ value, count }) => {
          const active = isActive(q, termOf(value));
          const parts = active && below ? below(value) : [];
          return (
            <li key={value}>
              <FacetButton name={show(value)} count={count} active={active} onClick={() => onToggle(termOf(value))} />
              {parts.length > 0 ? (
                <ul aria-label={`Parts of ${show(value)}`} className="ml-3 border-l border-line pl-1">
                  {parts.map((part) => {
                    const term = `subcluster:${quoteValue(part.value)}`;
                    return (
                      <li key={part.value}>
                        <FacetButton name={part.value} count={part.count} active={isActive(q, term)} onClick={() => onToggle(term)} />
                      </li>
                    );
                  })}
                </ul>
              ) : null}
            </li>
          );
        })}
      </ul>
      {values.length > shown.length || all ? (
        <button type="button" onClick={() => setAll(!all)} className="mt-1 rounded px-2 py-1 text-[13px] text-accent-text underline">
          {all ? "Show fewer" : `Show all ${formatCount(values.length)}`}
        </button>
      ) : null}
    </section>
  );
}

function FacetButton({ name, count, active, onClick }: { name: string; count: number; active: boolean; onClick: () => void }) {
  return (
    <button
      type="button"
      aria-pressed={active}
      onClick={onClick}
      className={clsx("flex w-full justify-between gap-2 rounded px-2 py-1 text-left", active ? "bg-accent-soft font-medium text-accent-text" : "hover:bg-sunken")}
    >
      <span className="truncate">{name}</span>
      <span className={active ? undefined : "text-muted"}>{formatCount(count)}</span>
    </button>
  );
}
