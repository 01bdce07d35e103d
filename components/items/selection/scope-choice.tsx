"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import { Thumbnail } from "@/components/media/thumbnail";
import { Alert } from "@/components/ui/alert";
import { Checkbox, RangeField } from "@/components/ui/field";
import { formatPercent, plural } from "@/components/ui/format";
import { Skeleton } from "@/components/ui/status";
import { similarInputsQuery } from "@/lib/inputs/queries";
import { countInputs, ofRuns, sourcesOf, type ChosenInputs, type PresentSearch, type Scope } from "./chosen-inputs";

/** Where the slider begins: well below near duplicates, far above what two pictures have in common by chance. */
const USUAL_LEAST = 0.85;
/** Pictures that are shown of what is similar. */
const SHOWN = 12;

/** Rests of the slider this long count, in milliseconds; a question for each place that it passes would be for nobody. */
const REST_MS = 250;

function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}

/** Which items are meant, as chosen with `ScopeChoice`; `chosen` is null while that is not known. */
export function useScope(selected: readonly ChosenInputs[], search: PresentSearch) {
  const [scope, setScope] = useState<Scope>("selected");
  const [least, setLeast] = useState(USUAL_LEAST);
  const asked = useRested(least);
  const similar = useQuery({
    ...similarInputsQuery({
      sources: sourcesOf(selected),
      q: search.q,
      ...(search.datasets ? { dataset_id: search.datasets } : {}),
      at_least: asked,
      limit: SHOWN,
    }),
    enabled: scope === "similar",
  });
  const isSimilarKnown = similar.data !== undefined && !similar.isPlaceholderData && asked === least;
  const chosen =
    scope === "selected"
      ? selected
      : scope === "search"
        ? search.found
        : isSimilarKnown
          ? ofRuns(similar.data.datasets)
          : null;
  return { scope, setScope, least, setLeast, similar, chosen };
}

interface ScopeChoiceProps extends Pick<
  ReturnType<typeof useScope>,
  "scope" | "setScope" | "least" | "setLeast" | "similar"
> {
  readonly search: PresentSearch;
}

/** All that the search finds, or what looks like the selected, instead of the selected ones alone. */
export function ScopeChoice({ scope, setScope, least, setLeast, similar, search }: ScopeChoiceProps) {
  const found = countInputs(search.found);
  const where = search.q.trim() === "" ? "that are listed" : "that match the search";
  return (
    <div className="grid grid-cols-1 gap-2">
      <Checkbox
        label="Apply to all search results"
        checked={scope !== "selected"}
        onChange={(event) => setScope(event.target.checked ? "search" : "selected")}
      />
      {scope === "selected" ? null : (
        <fieldset className="ml-6 grid grid-cols-1 gap-1.5">
          <legend className="sr-only">Which search results</legend>
          <Choice checked={scope === "search"} onChoose={() => setScope("search")}>
            All {plural(found, "item")} {where}
          </Choice>
          <Choice checked={scope === "similar"} onChoose={() => setScope("similar")}>
            Of these, what looks like the selected
          </Choice>
          {scope === "similar" ? <Similar {...{ least, setLeast, similar }} /> : null}
        </fieldset>
      )}
    </div>
  );
}

const Choice = ({ checked, onChoose, children }: { checked: boolean; onChoose: () => void; children: ReactNode }) => (
  <label className="flex items-center gap-2 pointer-coarse:min-h-12">
    <input type="radio" name="scope" checked={checked} onChange={onChoose} className="accent-(--accent)" />
    <span>{children}</span>
  </label>
);

/** How alike, and what that finds: its number and the most alike, before they are taken. */
function Similar({ least, setLeast, similar }: Pick<ScopeChoiceProps, "least" | "setLeast" | "similar">) {
  const { data, error, isFetching } = similar;
  const others = data ? data.count - data.examples : 0;
  return (
    <div className="grid grid-cols-1 gap-2" aria-busy={isFetching}>
      <RangeField
        label="At least this alike"
        shown={formatPercent(least)}
        min={0.5}
        max={1}
        step={0.01}
        value={least}
        onChange={(event) => setLeast(Number(event.target.value))}
      />
      <Alert>{error?.message}</Alert>
      {data && !error ? (
        <>
          <p aria-live="polite" className="text-muted">
            {others === 0
              ? "Nothing else is so alike. Only the selected are taken."
              : `${plural(others, "item looks", "items look")} like the selected, ${plural(data.count, "item")} with them.`}
          </p>
          <ul aria-label="Similar items" className="grid grid-cols-[repeat(auto-fill,minmax(4.5rem,1fr))] gap-1.5">
            {data.items.map((item) => (
              <li key={`${item.dataset_id} ${item.media_id}`} className="relative">
                <Thumbnail item={item} className="w-full rounded" />
                <span className="absolute right-1 bottom-1 rounded bg-black/65 px-1 text-xs text-white">
                  {formatPercent(item.similarity)}
                </span>
              </li>
            ))}
          </ul>
        </>
      ) : error ? null : (
        <Skeleton className="h-20" />
      )}
    </div>
  );
}
