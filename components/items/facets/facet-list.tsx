"use client";

import clsx from "clsx";
import { Ban } from "lucide-react";
import { useState, type ReactNode } from "react";
import { formatCount } from "@/components/ui/format";
import { toggled, type Choice, type Mode } from "@/lib/search/filters";
import type { FacetsDto } from "@/lib/items/schema";
import { Section } from "./section";

/** Longer lists show this many at first, and can be searched. */
const SHORT_LIST = 12;
/** More than this is not drawn: a list to read through is no help, its search is. */
const LONG_LIST = 300;

interface FacetListProps {
  readonly title: string;
  readonly values: FacetsDto["facets"][string];
  readonly choice: Choice;
  /** Whether items can have several values, so that all of them can be asked for. */
  readonly canJoin: boolean;
  readonly show?: (value: string) => string;
  /** Stands before the values. */
  readonly extra?: ReactNode;
  /** Stands below a value that is included. */
  readonly below?: (value: string) => ReactNode;
  readonly onChange: (choice: Choice) => void;
  readonly onMode: (mode: Mode) => void;
}

/** The values of a facet with their counts. */
export function FacetList({
  title,
  values,
  choice,
  canJoin,
  show = (value) => value,
  extra,
  below,
  onChange,
  onMode,
}: FacetListProps) {
  const [all, setAll] = useState(false);
  const [search, setSearch] = useState("");
  const chosen = [...choice.include, ...choice.exclude];
  // What is chosen stays in the list when nothing matches it any more: it must be possible to let it go.
  const known = [
    ...values,
    ...chosen.filter((value) => !values.some((one) => one.value === value)).map((value) => ({ value, count: 0 })),
  ];
  if (known.length === 0) return null;
  const wanted = search.trim().toLowerCase();
  const found = wanted ? known.filter(({ value }) => show(value).toLowerCase().includes(wanted)) : known;
  const shown =
    all || wanted
      ? found.slice(0, LONG_LIST)
      : found.filter(({ value }, index) => index < SHORT_LIST || chosen.includes(value));
  return (
    <Section title={title} startsOpen>
      {canJoin && choice.include.length > 1 ? (
        <div
          role="radiogroup"
          aria-label={`How several ${title} are joined`}
          className="mb-1 ml-2 inline-flex rounded-md border border-line text-xs"
        >
          {(["any", "all"] as const).map((mode) => (
            <button
              key={mode}
              type="button"
              role="radio"
              aria-checked={choice.mode === mode}
              onClick={() => onMode(mode)}
              className={clsx(
                "rounded px-2 py-0.5",
                choice.mode === mode ? "bg-accent-soft font-medium text-accent-text" : "text-muted",
              )}
            >
              {mode === "any" ? "Any of them" : "All of them"}
            </button>
          ))}
        </div>
      ) : null}
      {known.length > SHORT_LIST ? (
        <input
          type="search"
          aria-label={`Search ${title}`}
          placeholder={`Search ${formatCount(known.length)}`}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          className="mb-1 h-7 w-full rounded border border-line bg-surface px-2 text-[13px] placeholder:text-muted"
        />
      ) : null}
      <ul>
        {extra ? <li>{extra}</li> : null}
        {shown.map(({ value, count }) => {
          const state = choice.include.includes(value) ? "include" : choice.exclude.includes(value) ? "exclude" : null;
          return (
            <li key={value}>
              <FacetButton
                name={show(value)}
                count={count}
                state={state}
                onInclude={() => onChange(toggled(choice, value, state === "exclude" ? "exclude" : "include"))}
                onExclude={() => onChange(toggled(choice, value, "exclude"))}
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
          className="mt-1 rounded px-2 py-1 text-[13px] text-accent-text underline"
        >
          {all ? "Show fewer" : `Show all ${formatCount(found.length)}`}
        </button>
      ) : null}
    </Section>
  );
}

interface FacetButtonProps {
  readonly name: string;
  readonly count: number;
  readonly state: "include" | "exclude" | null;
  readonly muted?: boolean;
  readonly onInclude: () => void;
  readonly onExclude?: () => void;
}

/** A value with its count: a click includes it, Alt-click or the button beside it excludes it. */
export function FacetButton({ name, count, state, muted, onInclude, onExclude }: FacetButtonProps) {
  return (
    <span
      className={clsx(
        "group/value flex items-center rounded",
        state === "include"
          ? "bg-accent-soft text-accent-text"
          : state === "exclude"
            ? "bg-danger-soft text-danger"
            : "hover:bg-sunken",
      )}
    >
      <button
        type="button"
        aria-pressed={state !== null}
        aria-description={state === "exclude" ? "Excluded" : undefined}
        title={name}
        onClick={(event) => (event.altKey && onExclude ? onExclude() : onInclude())}
        className={clsx(
          "flex min-w-0 flex-1 justify-between gap-2 rounded px-2 py-1 text-left",
          state && "font-medium",
        )}
      >
        <span
          className={clsx("truncate", state === "exclude" && "line-through", muted && !state && "text-muted italic")}
        >
          {name}
        </span>
        <span className={state ? undefined : "text-muted"}>{formatCount(count)}</span>
      </button>
      {onExclude ? (
        <button
          type="button"
          aria-label={state === "exclude" ? `No longer exclude ${name}` : `Exclude ${name}`}
          title="Exclude (Alt-click)"
          onClick={onExclude}
          className="mr-0.5 rounded p-1 text-muted opacity-0 group-hover/value:opacity-100 hover:text-danger focus-visible:opacity-100 [@media(hover:none)]:opacity-60"
        >
          <Ban size={13} aria-hidden />
        </button>
      ) : (
        <span aria-hidden className="w-6 shrink-0" />
      )}
    </span>
  );
}
