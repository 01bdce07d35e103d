"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { FacetList } from "@/components/items/facets/facet-list";
import { FindBox } from "@/components/items/facets/find-box";
import { SetFacet } from "@/components/items/facets/set-facet";
import { IssueIcon } from "@/components/items/issue-icon";
import { LoadError } from "@/components/ui/alert";
import { Skeleton } from "@/components/ui/status";
import { inputFacetsQuery } from "@/lib/inputs/queries";
import type { InputDatasetsDto } from "@/lib/inputs/schema";
import { choiceOf, NO_CHOICE, type FacetKey, type Mode } from "@/lib/search/filters";
import { useInputs } from "./inputs-context";

const SECTIONS: readonly { facet: FacetKey; title: string; without?: "tag" | "label" }[] = [
  { facet: "label", title: "Labels", without: "label" },
  { facet: "tag", title: "Tags", without: "tag" },
  { facet: "split", title: "Splits" },
  { facet: "issue", title: "Issues" },
  { facet: "kind", title: "Media type" },
];

/** The datasets, and what their items have in common, counted. */
export function InputsFacets() {
  const { whole } = useInputs();
  const [find, setFind] = useState("");
  const text = find.trim().toLowerCase();
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1 pb-4">
      <FindBox find={find} onFind={setFind} />
      {whole ? <Datasets whole={whole} find={text} /> : <Skeleton className="h-40" />}
      <Words find={text} />
    </div>
  );
}

const valuesOf = ({ datasets }: InputDatasetsDto) =>
  datasets.map(({ dataset_id, count }) => ({ value: dataset_id, count }));

function Datasets({ whole, find }: { whole: InputDatasetsDto; find: string }) {
  const { view, setView, counted } = useInputs();
  const names = new Map(whole.datasets.map(({ dataset_id, dataset_name }) => [dataset_id, dataset_name]));
  return (
    <FacetList
      title="Datasets"
      values={valuesOf(counted ?? whole)}
      whole={valuesOf(whole)}
      choice={{ ...NO_CHOICE, include: view.datasets }}
      canJoin={false}
      canExclude={false}
      find={find}
      show={(id) => ({ name: names.get(id) ?? "A dataset without items" })}
      onChange={({ include }) => setView({ datasets: include })}
      onMode={() => undefined}
    />
  );
}

function Words({ find }: { find: string }) {
  const { view, list, setFilter } = useInputs();
  const [modes, setModes] = useState<Readonly<Record<FacetKey, Mode>>>({});
  const modeOf = (facet: FacetKey): Mode => modes[facet] ?? "any";
  const isKnown = list.stateId !== "";
  const whole = useQuery({ ...inputFacetsQuery(list.stateId, "", view.datasets), enabled: isKnown });
  // The other values of what is joined by OR are counted as if it were not chosen: else they would all be gone.
  const free = SECTIONS.map(({ facet }) => facet).filter((facet) => {
    const choice = choiceOf(view.q, facet, modeOf(facet));
    return choice.include.length > 0 && choice.mode === "any";
  });
  const matching = useQuery({
    ...inputFacetsQuery(list.stateId, view.q, view.datasets, free),
    enabled: isKnown,
    retry: false,
  });
  const data = matching.data ?? (matching.error ? whole.data : undefined);
  if (whole.error) return <LoadError message={whole.error.message} retry={() => void whole.refetch()} />;
  if (!data || !whole.data) return <Skeleton className="h-40" />;
  if (!whole.data.counted)
    return (
      <p className="px-1 pt-2 text-[13px] text-muted">
        Choose datasets to see their labels and tags here: these are too many to count through.
      </p>
    );
  return SECTIONS.map(({ facet, title, without }) => (
    <SetFacet
      key={facet}
      {...{ facet, title, without, data, find }}
      whole={whole.data}
      q={view.q}
      mode={modeOf(facet)}
      onMode={(mode) => setModes({ ...modes, [facet]: mode })}
      onChange={setFilter}
      {...(facet === "issue" ? { show: (value: string) => ({ name: value, icon: <IssueIcon issue={value} /> }) } : {})}
    />
  ));
}
