"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useWorkspace } from "@/components/workspace/workspace";
import { Skeleton } from "@/components/ui/status";
import { choiceOf, hasTerm, NO_CHOICE, toggleTerm, withChoice, type FacetKey, type Mode } from "@/lib/search/filters";
import { facetsQuery } from "@/lib/items/queries";
import { facetValues, type FacetsDto } from "@/lib/items/schema";
import { FacetButton, FacetList } from "./facet-list";
import { FolderTree } from "./folder-tree";
import { Histogram } from "./histogram";
import { Section } from "./section";

/** Sections of the sidebar, in their order; metadata fields follow them. */
const SECTIONS: readonly {
  key: FacetKey;
  title: string;
  show?: (value: string) => string;
  without?: "tag" | "label";
}[] = [
  { key: "label", title: "Labels", without: "label" },
  { key: "tag", title: "Tags", without: "tag" },
  { key: "issue", title: "Issues" },
  { key: "cluster", title: "Clusters", show: (value) => `Cluster ${value}` },
  { key: "kind", title: "Media type" },
];
const WITHOUT = { tag: "Untagged", label: "Unlabelled" } as const;
/** Facets of which an item has one value at most: all of several would find nothing. */
const SINGLE: readonly FacetKey[] = ["kind", "cluster"];
const MEASURES = [
  { field: "taken", title: "Date taken" },
  { field: "size", title: "File size" },
  { field: "uniqueness", title: "Uniqueness" },
] as const;

/** What the items have in common, counted: a click includes a value, Alt or its own button excludes it. */
export function FacetSidebar() {
  const { dataset, list: shown, view, setFilter: onChange } = useWorkspace();
  const [datasetId, stateId, q] = [dataset.id, shown.stateId, view.q];
  // How several values are joined, where the search does not tell yet.
  const [modes, setModes] = useState<Readonly<Record<FacetKey, Mode>>>({});
  const modeOf = (facet: FacetKey): Mode => modes[facet] ?? "any";
  // The other values of what is joined by OR are counted as if it were not chosen: else they would all be gone.
  const enums = useEnumFields(datasetId, stateId);
  const free = [...SECTIONS.map(({ key }) => key), ...enums.map((field) => `meta:${field}`)].filter((facet) => {
    const choice = choiceOf(q, facet, modeOf(facet));
    return choice.include.length > 0 && choice.mode === "any";
  });
  const { data } = useQuery({
    ...facetsQuery(datasetId, stateId, q, free),
    enabled: stateId !== "",
    placeholderData: keepPreviousData,
  });
  // Sections come all at once: one after another they would push each other down.
  if (!data) {
    return (
      <div aria-busy="true" className="grid gap-3">
        {Array.from({ length: 14 }, (_, index) => (
          <Skeleton key={index} className="h-5" />
        ))}
      </div>
    );
  }
  const list = (
    facet: FacetKey,
    title: string,
    values: FacetsDto["facets"][string],
    rest: Partial<Parameters<typeof FacetList>[0]> = {},
  ) => (
    <FacetList
      key={facet}
      title={title}
      values={values}
      choice={choiceOf(q, facet, modeOf(facet))}
      canJoin={!SINGLE.includes(facet)}
      onChange={(choice) => onChange(withChoice(q, facet, choice))}
      onMode={(mode) => {
        setModes({ ...modes, [facet]: mode });
        onChange(withChoice(q, facet, { ...choiceOf(q, facet, mode), mode }));
      }}
      {...rest}
    />
  );
  return (
    <div className="grid gap-1 pb-4">
      {SECTIONS.map(({ key, title, show, without }) => {
        const term = without ? `-has:${without}` : "";
        const count = without ? data.without[without] : 0;
        const extra: ReactNode =
          without &&
          (facetValues(data, key).length > 0 || choiceOf(q, key).include.length > 0) &&
          (count > 0 || hasTerm(q, term)) ? (
            <FacetButton
              name={WITHOUT[without]}
              count={count}
              state={hasTerm(q, term) ? "include" : null}
              onInclude={() => onChange(toggleTerm(q, term))}
              muted
            />
          ) : null;
        return list(key, title, facetValues(data, key), {
          show,
          extra,
          // What a cluster is made of shows once the cluster is chosen.
          below: key === "cluster" ? (value) => parts(value, facetValues(data, "subcluster"), q, onChange) : undefined,
        });
      })}
      <Section title="Folders" startsOpen={choiceOf(q, "folder").include.length > 0}>
        <FolderTree
          datasetId={datasetId}
          stateId={stateId}
          q={q}
          choice={choiceOf(q, "folder")}
          onChange={(choice) => onChange(withChoice(q, "folder", choice))}
        />
      </Section>
      {enums.map((field) => list(`meta:${field}`, field, facetValues(data, field)))}
      {data.fields
        .filter(({ type }) => type !== "enum")
        .map(({ name, type, count }) =>
          type === "float" || type === "datetime" ? (
            <Section key={name} title={name} startsOpen>
              <Histogram
                datasetId={datasetId}
                stateId={stateId}
                q={q}
                field={`meta:${name}`}
                title={name}
                onChange={onChange}
              />
            </Section>
          ) : (
            <Section key={name} title={name} startsOpen>
              <FacetButton
                name="Has a value"
                count={count}
                state={null}
                onInclude={() => onChange(toggleTerm(q, `meta:${/^[^\s()"\\<>=]+$/.test(name) ? name : `"${name}"`}`))}
              />
            </Section>
          ),
        )}
      {MEASURES.map(({ field, title }) => (
        <Section key={field} title={title} startsOpen={new RegExp(`(^|\\s)${field}[:<>=]`).test(q)}>
          <Histogram datasetId={datasetId} stateId={stateId} q={q} field={field} title={title} onChange={onChange} />
        </Section>
      ))}
    </div>
  );
}

/** Which enumerations there are does not depend on the search. */
function useEnumFields(datasetId: string, stateId: string): string[] {
  const { data } = useQuery({
    ...facetsQuery(datasetId, stateId, ""),
    enabled: stateId !== "",
    placeholderData: keepPreviousData,
  });
  return (data?.fields ?? []).filter(({ type }) => type === "enum").map(({ name }) => name);
}

function parts(
  cluster: string,
  values: FacetsDto["facets"][string],
  q: string,
  onChange: (q: string) => void,
): ReactNode {
  const inside = values.filter(({ value }) => value.startsWith(`${cluster}.`));
  if (inside.length === 0) return null;
  const choice = choiceOf(q, "subcluster");
  return (
    <ul aria-label={`Parts of Cluster ${cluster}`} className="ml-3 border-l border-line pl-1">
      {inside.map(({ value, count }) => (
        <li key={value}>
          <FacetButton
            name={value}
            count={count}
            state={choice.include.includes(value) ? "include" : null}
            onInclude={() =>
              onChange(
                withChoice(
                  q,
                  "subcluster",
                  choice.include.includes(value) ? NO_CHOICE : { ...NO_CHOICE, include: [value] },
                ),
              )
            }
          />
        </li>
      ))}
    </ul>
  );
}
