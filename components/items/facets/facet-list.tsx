"use client";

import clsx from "clsx";
import { useState, type ReactNode } from "react";
import { formatCount } from "@/components/ui/format";
import { toggled, type Choice, type Mode } from "@/lib/search/filters";
import { FacetButton } from "./facet-button";
import { inSteadyOrder, isFound, shortened, type Value } from "./order";
import { Section } from "./section";

/** Longer lists show this many at first, and can be searched. */
const SHORT_LIST = 12;
/** More than this is not drawn: a list to read through is no help, its search is. */
const LONG_LIST = 300;

/** How one value is shown. */
export interface Shown {
  readonly name: string;
  readonly words?: string;
  readonly icon?: ReactNode;
}

interface FacetListProps {
  readonly title: string;
  readonly values: readonly Value[];
  /** The values without a search: their order is the one that is kept. */
  readonly whole: readonly Value[];
  readonly choice: Choice;
  /** Whether items can have several values, so that all of them can be asked for. */
  readonly canJoin: boolean;
  /** What is looked for in the whole sidebar, in lower case; empty for nothing. */
  readonly find: string;
  readonly show?: (value: string) => Shown;
  /** Whether a value can be excluded; it can unless told. */
  readonly canExclude?: boolean;
  /** Stands before the values. */
  readonly extra?: ReactNode;
  /** Asks for another name of a value; absent where it cannot get one. */
  readonly onRename?: ((value: string) => void) | undefined;
  /** Stands below a value that is included. */
  readonly below?: (value: string) => ReactNode;
  readonly onChange: (choice: Choice) => void;
  readonly onMode: (mode: Mode) => void;
}

const plainly = (value: string): Shown => ({ name: value });

/** The values of a facet with their counts. */
export function FacetList(props: FacetListProps) {
  const {
    title,
    values,
    whole,
    choice,
    canJoin,
    find,
    show = plainly,
    extra,
    below,
    onRename,
    canExclude = true,
    onChange,
    onMode,
  } = props;
  const [all, setAll] = useState(false);
  const [search, setSearch] = useState("");
  const chosen = [...choice.include, ...choice.exclude];
  const known = inSteadyOrder(values, whole, chosen);
  const isTitle = isFound(title, find);
  // Looked for in the whole sidebar, a section that is called that shows what it has.
  const wanted = isTitle ? search.trim().toLowerCase() : find;
  const found = known.filter(({ value }) => {
    const { name, words = "" } = show(value);
    return isFound(name, wanted) || isFound(words, wanted);
  });
  if (known.length === 0 || (!isTitle && found.length === 0)) return null;
  const shown = all || wanted ? found.slice(0, LONG_LIST) : shortened(found, chosen, SHORT_LIST);
  const largest = Math.max(1, ...known.map(({ count }) => count));
  return (
    <Section
      title={title}
      startsOpen
      forcedOpen={find !== ""}
      aside={canJoin && choice.include.length > 1 ? <Joining {...{ title, choice, onMode }} /> : null}
    >
      {isTitle && known.length > SHORT_LIST ? (
        <input
          type="search"
          aria-label={`Search ${title}`}
          placeholder={`Search ${formatCount(known.length)}`}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          className="mb-1 h-7 w-full rounded border border-line bg-surface px-2 text-[13px] placeholder:text-muted pointer-coarse:h-12"
        />
      ) : null}
      <ul>
        {extra && isTitle ? <li>{extra}</li> : null}
        {shown.map(({ value, count }) => {
          const state = choice.include.includes(value) ? "include" : choice.exclude.includes(value) ? "exclude" : null;
          return (
            <li key={value}>
              <FacetButton
                {...show(value)}
                count={count}
                share={count / largest}
                state={state}
                onInclude={() => onChange(toggled(choice, value, state === "exclude" ? "exclude" : "include"))}
                {...(canExclude ? { onExclude: () => onChange(toggled(choice, value, "exclude")) } : {})}
                {...(onRename ? { onRename: () => onRename(value) } : {})}
              />
              {state === "include" && below ? below(value) : null}
            </li>
          );
        })}
        {wanted && shown.length === 0 ? (
          <li className="px-2 py-1 text-[13px] text-muted">None is called that</li>
        ) : null}
      </ul>
      {!wanted && (found.length > shown.length || all) ? (
        <button
          type="button"
          onClick={() => setAll(!all)}
          className="mt-1 rounded px-2 py-1 text-[13px] text-accent-text underline pointer-coarse:min-h-12"
        >
          {all ? "Show fewer" : `Show all ${formatCount(found.length)}`}
        </button>
      ) : null}
    </Section>
  );
}

/** Whether items need one of the included values or all. */
const Joining = ({ title, choice, onMode }: Pick<FacetListProps, "title" | "choice" | "onMode">) => (
  <div
    role="radiogroup"
    aria-label={`How several ${title} are joined`}
    className="inline-flex shrink-0 rounded-md border border-line text-xs"
  >
    {(["any", "all"] as const).map((mode) => (
      <button
        key={mode}
        type="button"
        role="radio"
        aria-checked={choice.mode === mode}
        aria-label={mode === "any" ? "Any of them" : "All of them"}
        title={mode === "any" ? "Items with any of them" : "Items with all of them"}
        onClick={() => onMode(mode)}
        className={clsx(
          "rounded px-2 py-0.5 pointer-coarse:min-h-12",
          choice.mode === mode ? "bg-accent-soft font-medium text-accent-text" : "text-muted",
        )}
      >
        {mode === "any" ? "Any" : "All"}
      </button>
    ))}
  </div>
);
