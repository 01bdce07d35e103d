"use client";

import { facetValues, type FacetsDto } from "@/lib/items/schema";
import { choiceOf, hasTerm, toggleTerm, withChoice, type FacetKey, type Mode } from "@/lib/search/filters";
import { FacetButton } from "./facet-button";
import { FacetList } from "./facet-list";

const WITHOUT = { tag: "Untagged", label: "Unlabelled" } as const;
/** Facets of which an item has one value at most: all of several would find nothing. */
const SINGLE: readonly FacetKey[] = ["kind", "cluster", "split"];

type ListProps = Parameters<typeof FacetList>[0];
export interface SetFacetProps extends Partial<Pick<ListProps, "show" | "onRename" | "below">> {
  readonly facet: FacetKey;
  readonly title: string;
  /** What its values are called in the answer; as the facet, unless told. */
  readonly name?: string;
  /** Items that have none of it are offered too. */
  readonly without?: "tag" | "label" | undefined;
  /** What matches, and all there is. */
  readonly data: FacetsDto;
  readonly whole: FacetsDto;
  readonly q: string;
  /** What is looked for, in lower case. */
  readonly find: string;
  readonly mode: Mode;
  readonly onMode: (mode: Mode) => void;
  readonly onChange: (q: string) => void;
}

/** The values of a facet that a search can say, such as tags. */
export function SetFacet({
  facet,
  title,
  name = facet,
  without,
  data,
  whole,
  q,
  find,
  mode,
  onMode,
  onChange,
  ...rest
}: SetFacetProps) {
  return (
    <FacetList
      title={title}
      values={facetValues(data, name)}
      whole={facetValues(whole, name)}
      choice={choiceOf(q, facet, mode)}
      canJoin={!SINGLE.includes(facet)}
      find={find}
      onChange={(choice) => onChange(withChoice(q, facet, choice))}
      onMode={(next) => {
        onMode(next);
        onChange(withChoice(q, facet, { ...choiceOf(q, facet, next), mode: next }));
      }}
      extra={without ? <Without {...{ without, data, whole, q, onChange }} /> : null}
      {...rest}
    />
  );
}

function Without({
  without,
  data,
  whole,
  q,
  onChange,
}: Pick<SetFacetProps, "data" | "whole" | "q" | "onChange"> & { without: "tag" | "label" }) {
  const term = `-has:${without}`;
  const isChosen = hasTerm(q, term);
  if (facetValues(whole, without).length === 0 || (whole.without[without] === 0 && !isChosen)) return null;
  return (
    <FacetButton
      name={WITHOUT[without]}
      count={data.without[without]}
      state={isChosen ? "include" : null}
      onInclude={() => onChange(toggleTerm(q, term))}
      muted
    />
  );
}
