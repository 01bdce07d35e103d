"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { Search, X } from "lucide-react";
import { useEffect, useId, useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from "react";
import { InvalidInputError } from "@/lib/errors";
import { facetsQuery } from "@/lib/items/queries";
import { parseSearch } from "@/lib/search/language";
import { complete, suggestionsFor, wordAt, type Suggestion } from "./completion";

/** What is wrong with a search, and where it stands (0-based). */
export interface SearchMistake {
  readonly message: string;
  readonly position: number;
}

/** The first mistake of a search text; what depends on the dataset, the server tells. */
function mistakeIn(text: string): SearchMistake | null {
  try {
    parseSearch(text);
    return null;
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return mistakeOf(error.issues);
  }
}

/** The part of a refusal that is about the search. */
export function mistakeOf(
  issues: readonly { readonly loc: readonly (string | number)[]; readonly msg: string }[],
): SearchMistake | null {
  const issue = issues.find(({ loc }) => loc[1] === "q");
  return issue
    ? { message: issue.msg.replace(/ \(at position \d+\)$/, ""), position: Number(issue.loc[2] ?? 0) }
    : null;
}

interface SearchBoxProps {
  readonly datasetId: string;
  readonly stateId: string;
  readonly q: string;
  /** What the server found wrong with `q`. */
  readonly refused: SearchMistake | null;
  readonly onSearch: (q: string) => void;
  readonly inputRef: Ref<HTMLInputElement>;
}

const BOX = "h-9 w-full rounded-md border px-8 font-sans text-[14px] leading-9";

/** The search, with completion, and mistakes marked under the word that is wrong. */
export function SearchBox({ datasetId, stateId, q, refused, onSearch, inputRef }: SearchBoxProps) {
  const [text, setText] = useState(q);
  const [caret, setCaret] = useState<number | null>(null);
  const [active, setActive] = useState(-1);
  const [told, setTold] = useState<SearchMistake | null>(null);
  const [scrolled, setScrolled] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  useImperativeHandle(inputRef, () => input.current!);
  const listId = useId();
  const errorId = useId();
  const { data: facets } = useQuery({
    ...facetsQuery(datasetId, stateId, ""),
    enabled: stateId !== "" && caret !== null,
    placeholderData: keepPreviousData,
  });

  // The address changed from elsewhere: a chip, a facet, Back.
  const [shownFor, setShownFor] = useState(q);
  if (shownFor !== q) {
    setShownFor(q);
    setText(q);
    setTold(null);
  }

  const word = caret === null ? null : wordAt(text, caret);
  const suggestions =
    word && (word.text !== "" || caret === 0 || text[caret! - 1] === " ")
      ? suggestionsFor(word.text, facets).filter((suggestion) => suggestion.text !== word.text)
      : [];
  const open = caret !== null && suggestions.length > 0;
  const mistake = told ?? (text === q ? refused : null);

  // While one types, a word is not called wrong before it had the time to become right.
  useEffect(() => {
    if (caret === null) return;
    const timer = setTimeout(() => setTold(mistakeIn(text)), 700);
    return () => clearTimeout(timer);
  }, [text, caret]);

  const change = (next: string, at: number) => {
    setText(next);
    setCaret(at);
    setActive(-1);
    setTold(null);
  };
  const choose = (suggestion: Suggestion) => {
    const done = complete(text, word!, suggestion);
    change(done.text, done.caret);
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(done.caret, done.caret);
    });
  };
  const submit = () => {
    const found = mistakeIn(text);
    setTold(found);
    if (found) return;
    setCaret(null);
    onSearch(text.trim());
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Escape") {
      if (!open) return;
      event.stopPropagation();
      setCaret(null);
    } else if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive(
        (current) =>
          (current + step + suggestions.length + (current === -1 && step === -1 ? 1 : 0)) % suggestions.length,
      );
    } else if ((event.key === "Enter" || event.key === "Tab") && open && active >= 0) {
      event.preventDefault();
      choose(suggestions[active]!);
    } else if (event.key === "Enter") {
      event.preventDefault();
      submit();
    }
  };
  const wrong = mistake ? wordAround(text, mistake.position) : null;

  return (
    <form
      role="search"
      className="relative min-w-52 flex-1"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Search size={16} aria-hidden className="absolute top-2.5 left-2.5 text-muted" />
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label="Search items"
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={listId}
        aria-activedescendant={open && active >= 0 ? `${listId}-${active}` : undefined}
        aria-invalid={mistake ? true : undefined}
        aria-describedby={mistake ? errorId : undefined}
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="search"
        placeholder="Name, or tag:night -label:dog size>1mb"
        value={text}
        onChange={(event) => change(event.target.value, event.target.selectionStart ?? event.target.value.length)}
        onSelect={(event) =>
          document.activeElement === event.currentTarget &&
          caret !== null &&
          setCaret(event.currentTarget.selectionStart)
        }
        onFocus={(event) => setCaret(event.currentTarget.selectionStart)}
        onBlur={() => setCaret(null)}
        onScroll={(event) => setScrolled(event.currentTarget.scrollLeft)}
        onKeyDown={onKeyDown}
        className={clsx(
          BOX,
          "bg-surface text-ink placeholder:text-muted",
          mistake ? "border-danger" : "border-line-strong",
        )}
      />
      {wrong ? (
        // The same text in the same place, of which only the line under the wrong word shows.
        <div
          aria-hidden
          className={clsx(
            BOX,
            "pointer-events-none absolute inset-0 overflow-hidden border-transparent whitespace-pre text-transparent",
          )}
        >
          <span className="inline-block" style={{ transform: `translateX(${-scrolled}px)` }}>
            {text.slice(0, wrong.start)}
            <span data-testid="wrong-word" className="underline decoration-danger decoration-wavy underline-offset-4">
              {text.slice(wrong.start, wrong.end) || " "}
            </span>
          </span>
        </div>
      ) : null}
      {text !== "" ? (
        <button
          type="button"
          aria-label="Clear search"
          onClick={() => {
            change("", 0);
            onSearch("");
            input.current?.focus();
          }}
          className="absolute top-1.5 right-1.5 rounded p-1 text-muted hover:text-ink"
        >
          <X size={15} aria-hidden />
        </button>
      ) : null}
      {mistake ? (
        <p id={errorId} role="alert" className="pt-1 text-[13px] text-danger">
          {mistake.message}
        </p>
      ) : null}
      {open ? (
        <ul
          id={listId}
          role="listbox"
          aria-label="Suggestions"
          className="absolute top-10 left-0 z-30 max-h-80 w-[min(24rem,100%)] overflow-y-auto rounded-md border border-line bg-raised p-1 shadow-lg"
        >
          {suggestions.map((suggestion, index) => (
            <li
              key={suggestion.text}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === active}
              onPointerDown={(event) => {
                // The box keeps the focus.
                event.preventDefault();
                choose(suggestion);
              }}
              className={clsx(
                "flex cursor-pointer justify-between gap-3 rounded px-2 py-1",
                index === active ? "bg-sunken" : "hover:bg-sunken",
              )}
            >
              <span className="truncate">{suggestion.text}</span>
              <span className="shrink-0 text-muted">{suggestion.hint}</span>
            </li>
          ))}
        </ul>
      ) : (
        <ul id={listId} role="listbox" aria-label="Suggestions" hidden />
      )}
    </form>
  );
}

/** The word at a position, or the one before it where the text has ended. */
function wordAround(text: string, position: number): { start: number; end: number } {
  if (position >= text.length) return { start: text.length, end: text.length };
  const end = /[\s]/.exec(text.slice(position));
  return { start: position, end: end ? position + Math.max(1, end.index) : text.length };
}
