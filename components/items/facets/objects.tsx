"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Skeleton } from "@/components/ui/status";
import { useWorkspace } from "@/components/workspace/workspace";
import { objectFacetsQuery } from "@/lib/items/queries";
import { manyOf } from "@/lib/objects/change-words";
import { choiceOf, hasTerm, toggleTerm, withChoice, type Mode } from "@/lib/search/filters";
import { FacetButton } from "./facet-button";
import { FacetList } from "./facet-list";
import { Section } from "./section";

interface ObjectsProps {
  /** What is looked for in the whole sidebar, in lower case; empty for nothing. */
  readonly find: string;
  /** How several are joined, where the search does not tell. */
  readonly mode: Mode;
  readonly onMode: (mode: Mode) => void;
}

/** What the objects of the items are called, and of what kinds they are where there are several. */
export function Objects({ find, mode, onMode }: ObjectsProps) {
  const { dataset, view, list, setFilter } = useWorkspace();
  const { q } = view;
  const choice = choiceOf(q, "object", mode);
  const isFree = choice.include.length > 0 && choice.mode === "any";
  const whole = useObjects(dataset.id, list.stateId, "");
  const matching = useObjects(dataset.id, list.stateId, q, isFree);
  const data = matching.data ?? (matching.error ? whole.data : undefined);
  if (!data || !whole.data) {
    // Its place is kept: the first one to ask after a start waits until all objects are read.
    return dataset.n_objects > 0 && find === "" && !whole.error ? (
      <Section title="Objects" startsOpen>
        <div aria-busy="true" className="grid gap-2 px-2 py-1">
          {Array.from({ length: 4 }, (_, index) => (
            <Skeleton key={index} className="h-5" />
          ))}
        </div>
      </Section>
    ) : null;
  }
  const { kinds } = whole.data;
  const kindButton = ({ value }: (typeof kinds)[number]) => {
    const term = `has:${value}`;
    return (
      <FacetButton
        key={value}
        name={`With ${manyOf(value)}`}
        count={data.kinds.find((kind) => kind.value === value)?.count ?? 0}
        state={hasTerm(q, term) ? "include" : null}
        onInclude={() => setFilter(toggleTerm(q, term))}
        muted
      />
    );
  };
  return (
    <FacetList
      title="Objects"
      values={data.labels}
      whole={whole.data.labels}
      choice={choice}
      canJoin
      find={find}
      extra={kinds.length > 1 ? kinds.map(kindButton) : null}
      onChange={(next) => setFilter(withChoice(q, "object", next))}
      onMode={(next) => {
        onMode(next);
        setFilter(withChoice(q, "object", { ...choiceOf(q, "object", next), mode: next }));
      }}
    />
  );
}

const useObjects = (datasetId: string, stateId: string, q: string, free = false) =>
  useQuery({
    ...objectFacetsQuery(datasetId, stateId, q, free),
    enabled: stateId !== "",
    placeholderData: keepPreviousData,
  });
