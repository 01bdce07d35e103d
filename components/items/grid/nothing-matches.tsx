"use client";

import { useQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import { useWorkspace } from "@/components/workspace/workspace";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/status";
import { facetsQuery } from "@/lib/items/queries";
import { chipsOf } from "@/lib/search/filters";
import { clusterTitle } from "../cluster-title";
import { chipWords, searchWords } from "../search/search-words";
import { unknownIn, type Unknown } from "./unknown-values";

/** Names what was searched for and what of it is not there, and offers what is, or to ask for less. */
export function NothingMatches() {
  const { dataset, list, view, setFilter } = useWorkspace();
  const { data: facets } = useQuery({
    ...facetsQuery(dataset.id, list.stateId, ""),
    enabled: list.stateId !== "",
  });
  const terms = chipsOf(view.q) ?? [];
  return (
    <EmptyState
      icon={<SearchX size={30} aria-hidden />}
      title="Nothing matches"
      action={<Button onClick={() => setFilter("")}>Show all items</Button>}
    >
      <p className="wrap-anywhere">
        No item is found by <strong className="font-medium text-ink">{searchWords(view.q)}</strong>.
      </p>
      {unknownIn(view.q, facets).map((unknown) => (
        <NotThere key={`${unknown.what} ${unknown.value}`} unknown={unknown} />
      ))}
      {terms.length > 1 ? (
        <ul aria-label="Search for less" className={BUTTONS}>
          {terms.map((term, index) => (
            <OneOf
              key={`${index} ${term.text}`}
              label={`Without ${chipWords(term)}`}
              title={`Search without ${chipWords(term)}`}
              onClick={() => setFilter(term.rest)}
            />
          ))}
        </ul>
      ) : null}
    </EmptyState>
  );
}

/** A name that the search asks for and the version does not have, and those that it has. */
function NotThere({ unknown: { what, many, value, others } }: { unknown: Unknown }) {
  const { setFilter } = useWorkspace();
  return (
    <>
      <p className="mt-3 wrap-anywhere">
        No {what} is called <strong className="font-medium text-ink">“{value}”</strong> in this version.{" "}
        {others.length > 0 ? `Search for one of its ${many} instead:` : `It has no ${many}.`}
      </p>
      {others.length > 0 ? (
        <ul aria-label={`Instead of “${value}”`} className={BUTTONS}>
          {others.map(({ name, q }) => {
            const title = what === "cluster" ? clusterTitle(name) : name;
            return (
              <OneOf key={name} label={title} title={`Search for ${title} instead`} onClick={() => setFilter(q)} />
            );
          })}
        </ul>
      ) : null}
    </>
  );
}

const BUTTONS = "mt-3 flex flex-wrap justify-center gap-1.5";

const OneOf = ({ label, title, onClick }: { label: string; title: string; onClick: () => void }) => (
  <li className="max-w-full">
    <Button className="h-8! max-w-full pointer-coarse:h-12!" title={title} onClick={onClick}>
      <span dir="auto" className="truncate">
        {label}
      </span>
    </Button>
  </li>
);
