"use client";

import clsx from "clsx";
import { Search, X } from "lucide-react";
import { useId, useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from "react";
import type { Suggestion } from "./completion";
import type { Token } from "@/lib/search/filters";
import { ExamplePicture, useExample } from "./likeness-chip";
import { wrongWord, type SearchMistake } from "./search-mistake";
import { useSearchText, type SearchWays } from "./use-search-text";

interface SearchBoxProps {
  readonly datasetId: string;
  readonly stateId: string;
  /** The snapshot that is looked at; null for the current data. */
  readonly snapshotId: string | null;
  readonly q: string;
  /** What the server found wrong with `q`. */
  readonly refused: SearchMistake | null;
  readonly onSearch: (q: string) => void;
  readonly ways: SearchWays;
  readonly inputRef: Ref<HTMLInputElement>;
}

const TEXT = "size-full px-2 font-sans text-[14px]";

/**
 * The search, with completion, and mistakes marked under the word that is wrong. Items and images to look like stand as pictures
 * with names before the text: their ✕ takes them away, or Backspace at the beginning of the text.
 */
export function SearchBox({ inputRef, ...props }: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  useImperativeHandle(inputRef, () => input.current!);
  const [scrolled, setScrolled] = useState(0);
  const listId = useId();
  const errorId = useId();
  const search = useSearchText({ ...props, input });
  const { text, tokens, open, active, suggestions, mistake } = search;

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const chosen = open ? suggestions[active] : undefined;
    const last = tokens.at(-1);
    const { selectionStart, selectionEnd } = event.currentTarget;
    if (event.key === "Backspace" && last && selectionStart === 0 && selectionEnd === 0) {
      event.preventDefault();
      search.removeToken(last);
    } else if (event.key === "Escape" && open) {
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
      <div
        className={clsx(
          "flex h-9 items-center rounded-md border bg-surface pointer-coarse:h-12",
          "outline-offset-2 outline-accent has-[input:focus-visible]:outline-2",
          mistake ? "border-danger" : "border-line-strong",
        )}
      >
        <Search size={16} aria-hidden className="ml-2.5 shrink-0 text-muted" />
        {tokens.length > 0 ? (
          <ul aria-label="Looked for by likeness" className="ml-1.5 flex max-w-[60%] min-w-0 shrink-0 gap-1">
            {tokens.map((token, index) => (
              <Example
                key={`${index} ${token.term}`}
                datasetId={props.datasetId}
                snapshotId={props.snapshotId}
                token={token}
                onRemove={() => search.removeToken(token)}
              />
            ))}
          </ul>
        ) : null}
        <div className="relative h-full min-w-0 flex-1">
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
            placeholder={tokens.length > 0 ? undefined : "Name, tag or label, or tag:night -label:dog size>1mb"}
            value={text}
            onChange={(event) =>
              search.type(event.target.value, event.target.selectionStart ?? event.target.value.length)
            }
            onSelect={(event) =>
              document.activeElement === event.currentTarget &&
              search.typing &&
              search.moveCaret(event.currentTarget.selectionStart)
            }
            onFocus={(event) => search.moveCaret(event.currentTarget.selectionStart)}
            onBlur={() => search.moveCaret(null)}
            onScroll={(event) => setScrolled(event.currentTarget.scrollLeft)}
            onKeyDown={onKeyDown}
            className={clsx(TEXT, "bg-transparent text-ink outline-none placeholder:text-muted")}
          />
          {mistake && mistake.position !== null ? (
            <WrongWord text={text} position={mistake.position} scrolled={scrolled} />
          ) : null}
        </div>
        {text !== "" || tokens.length > 0 ? (
          <button
            type="button"
            aria-label="Clear search"
            onClick={search.clear}
            className="mr-1.5 grid shrink-0 place-items-center rounded p-1 text-muted hover:text-ink pointer-coarse:mr-0 pointer-coarse:size-12"
          >
            <X size={15} aria-hidden />
          </button>
        ) : null}
      </div>
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
        aria-disabled={suggestion.does === "nothing" || undefined}
        onPointerDown={(event) => {
          // The box keeps the focus.
          event.preventDefault();
          onChoose(suggestion);
        }}
        className={clsx(
          "flex justify-between gap-3 rounded px-2 py-1 pointer-coarse:py-2.5",
          suggestion.does === "nothing" ? "cursor-default text-muted" : "cursor-pointer",
          index === active ? "bg-sunken" : "hover:bg-sunken",
        )}
      >
        <span className="truncate" title={suggestion.text}>
          {suggestion.text}
        </span>
        <span className="max-w-[75%] shrink-0 truncate text-muted" title={suggestion.hint}>
          {suggestion.hint}
        </span>
      </li>
    ))}
  </ul>
);

/** The same text in the same place, of which only the line under the wrong word shows. */
function WrongWord({ text, position, scrolled }: { text: string; position: number; scrolled: number }) {
  const { start, end } = wrongWord(text, position);
  return (
    <div
      aria-hidden
      className={clsx(
        TEXT,
        "pointer-events-none absolute inset-0 flex items-center overflow-hidden whitespace-pre text-transparent",
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

interface ExampleProps {
  readonly datasetId: string;
  readonly snapshotId: string | null;
  readonly token: Token;
  readonly onRemove: () => void;
}

/** An item or an image to look like: its key would say nothing to anybody. */
function Example({ datasetId, snapshotId, token, onRemove }: ExampleProps) {
  const { words, ...picture } = useExample(datasetId, snapshotId, token.alike);
  return (
    <li
      className="flex min-w-0 items-center rounded-full bg-accent-soft pl-1 text-[13px] text-accent-text"
      title={words}
    >
      <ExamplePicture to={token.alike.to} {...picture} />
      <span dir="auto" className="ml-1 max-w-36 truncate">
        {words}
      </span>
      <button
        type="button"
        aria-label={`Take “${words}” out of the search`}
        onClick={onRemove}
        className="grid shrink-0 place-items-center rounded-full p-1 hover:bg-surface/60 pointer-coarse:size-12"
      >
        <X size={13} aria-hidden />
      </button>
    </li>
  );
}
