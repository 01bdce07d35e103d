"use client";

import clsx from "clsx";
import { Search, X } from "lucide-react";
import { useId, useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from "react";
import type { Suggestion } from "./completion";
import { wrongWord, type SearchMistake } from "./search-mistake";
import { useSearchText } from "./use-search-text";

interface SearchBoxProps {
  readonly datasetId: string;
  readonly stateId: string;
  readonly q: string;
  /** What the server found wrong with `q`. */
  readonly refused: SearchMistake | null;
  readonly onSearch: (q: string) => void;
  readonly inputRef: Ref<HTMLInputElement>;
}

const BOX =
  "h-9 w-full rounded-md border px-8 font-sans text-[14px] leading-9 pointer-coarse:h-[40px] pointer-coarse:pr-[40px]";

/** The search, with completion, and mistakes marked under the word that is wrong. */
export function SearchBox({ inputRef, ...props }: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  useImperativeHandle(inputRef, () => input.current!);
  const [scrolled, setScrolled] = useState(0);
  const listId = useId();
  const errorId = useId();
  const search = useSearchText({ ...props, input });
  const { text, open, active, suggestions, mistake } = search;

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const chosen = open ? suggestions[active] : undefined;
    if (event.key === "Escape" && open) {
      event.stopPropagation();
      search.moveCaret(null);
    } else if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      search.step(event.key === "ArrowDown" ? 1 : -1);
    } else if (chosen && (event.key === "Enter" || event.key === "Tab")) {
      event.preventDefault();
      search.choose(chosen);
    } else if (event.key === "Enter") {
      event.preventDefault();
      search.submit();
    }
  };

  return (
    <form
      role="search"
      className="relative min-w-52 flex-1"
      onSubmit={(event) => {
        event.preventDefault();
        search.submit();
      }}
    >
      <Search size={16} aria-hidden className="absolute top-2.5 left-2.5 text-muted pointer-coarse:top-3.5" />
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
        placeholder="Name, tag or label, or tag:night -label:dog size>1mb"
        value={text}
        onChange={(event) => search.type(event.target.value, event.target.selectionStart ?? event.target.value.length)}
        onSelect={(event) =>
          document.activeElement === event.currentTarget &&
          search.typing &&
          search.moveCaret(event.currentTarget.selectionStart)
        }
        onFocus={(event) => search.moveCaret(event.currentTarget.selectionStart)}
        onBlur={() => search.moveCaret(null)}
        onScroll={(event) => setScrolled(event.currentTarget.scrollLeft)}
        onKeyDown={onKeyDown}
        className={clsx(
          BOX,
          "bg-surface text-ink placeholder:text-muted",
          mistake ? "border-danger" : "border-line-strong",
        )}
      />
      {mistake ? <WrongWord text={text} mistake={mistake} scrolled={scrolled} /> : null}
      {text !== "" ? (
        <button
          type="button"
          aria-label="Clear search"
          onClick={search.clear}
          className="absolute top-1.5 right-1.5 grid place-items-center rounded p-1 text-muted hover:text-ink pointer-coarse:top-0 pointer-coarse:right-0 pointer-coarse:size-[40px]"
        >
          <X size={15} aria-hidden />
        </button>
      ) : null}
      {/* What is wrong stands above what is offered, never behind it. */}
      <div
        className={clsx(
          open
            ? "absolute top-full left-0 z-30 mt-1 w-[min(24rem,100%)] rounded-md border border-line bg-raised shadow-lg"
            : "contents",
        )}
      >
        {mistake ? (
          <p
            id={errorId}
            role="alert"
            className={clsx("text-[13px] text-danger wrap-anywhere", open ? "border-b border-line px-3 py-2" : "pt-1")}
          >
            {mistake.message}
          </p>
        ) : null}
        <Suggestions id={listId} list={open ? suggestions : []} active={active} onChoose={search.choose} />
      </div>
    </form>
  );
}

interface SuggestionsProps {
  readonly id: string;
  readonly list: readonly Suggestion[];
  readonly active: number;
  readonly onChoose: (suggestion: Suggestion) => void;
}

const Suggestions = ({ id, list, active, onChoose }: SuggestionsProps) => (
  <ul
    id={id}
    role="listbox"
    aria-label="Suggestions"
    hidden={list.length === 0}
    // A list that scrolls would be a stop of the Tab key.
    tabIndex={-1}
    className="max-h-80 overflow-y-auto p-1"
  >
    {list.map((suggestion, index) => (
      <li
        key={suggestion.text}
        id={`${id}-${index}`}
        role="option"
        aria-selected={index === active}
        onPointerDown={(event) => {
          // The box keeps the focus.
          event.preventDefault();
          onChoose(suggestion);
        }}
        className={clsx(
          "flex cursor-pointer justify-between gap-3 rounded px-2 py-1 pointer-coarse:py-2.5",
          index === active ? "bg-sunken" : "hover:bg-sunken",
        )}
      >
        <span className="truncate" title={suggestion.text}>
          {suggestion.text}
        </span>
        <span className="shrink-0 text-muted">{suggestion.hint}</span>
      </li>
    ))}
  </ul>
);

/** The same text in the same place, of which only the line under the wrong word shows. */
function WrongWord({ text, mistake, scrolled }: { text: string; mistake: SearchMistake; scrolled: number }) {
  const { start, end } = wrongWord(text, mistake);
  return (
    <div
      aria-hidden
      className={clsx(
        BOX,
        "pointer-events-none absolute inset-x-0 top-0 overflow-hidden border-transparent whitespace-pre text-transparent",
      )}
    >
      <span className="inline-block" style={{ transform: `translateX(${-scrolled}px)` }}>
        {text.slice(0, start)}
        <span data-testid="wrong-word" className="underline decoration-danger decoration-wavy underline-offset-4">
          {text.slice(start, end) || " "}
        </span>
      </span>
    </div>
  );
}
