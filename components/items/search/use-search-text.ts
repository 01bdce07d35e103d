"use client";

import { activityFiltersQuery } from "@/lib/activity/queries";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useReducer, type RefObject } from "react";
import { facetsQuery, INPUTS, objectFacetsQuery } from "@/lib/items/queries";
import { partsOf, placeInText, searchOf, type SearchParts, type Token } from "@/lib/search/filters";
import { complete, suggestionsFor, wordAt, type Find, type Suggestion, type Ways } from "./completion";
import { mistakeIn, mistakeWhileTyping, type SearchMistake, type ToldMistake } from "./search-mistake";

interface SearchText extends SearchParts {
  /** Where one types; null while nothing is offered. */
  readonly caret: number | null;
  /** The suggestion that Enter would take; -1 for none. */
  readonly active: number;
  readonly told: SearchMistake | null;
  /** The search of the address that the text was last taken from. */
  readonly from: string;
}

type Event =
  | { readonly type: "typed"; readonly text: string; readonly caret: number | null }
  /** What stands beside the text. */
  | { readonly type: "tokens"; readonly tokens: readonly Token[] }
  | { readonly type: "caret"; readonly caret: number | null }
  | { readonly type: "active"; readonly active: number }
  | { readonly type: "told"; readonly mistake: SearchMistake | null }
  | { readonly type: "address"; readonly q: string };

export const searchTextAt = (q: string): SearchText => ({
  ...partsOf(q),
  caret: null,
  active: -1,
  told: null,
  from: q,
});

export function reduceSearchText(state: SearchText, event: Event): SearchText {
  switch (event.type) {
    case "typed":
      return { ...state, text: event.text, caret: event.caret, active: -1, told: null };
    case "tokens":
      return { ...state, tokens: event.tokens, caret: null, told: null };
    case "caret":
      return { ...state, caret: event.caret };
    case "active":
      return { ...state, active: event.active };
    case "told":
      return { ...state, told: event.mistake };
    case "address": {
      const next = searchTextAt(event.q);
      return { ...next, caret: state.caret === null ? null : next.text.length };
    }
  }
}

/** The search that the box says; unchanged, it is the address's to the letter. */
function searchIn({ from, tokens, text, textLeads }: SearchText): string {
  const before = partsOf(from);
  const isSame = text === before.text && tokens.length === before.tokens.length;
  return isSame ? from.trim() : searchOf({ tokens, text, textLeads });
}

/** What the server found wrong with the search, as a mistake of the text; `null` places it beside the text. */
function placed(refused: SearchMistake, q: string): ToldMistake {
  return { message: refused.message, position: placeInText(q, refused.position) };
}

/** A word is not called wrong before it had the time to become right, in milliseconds. */
const PATIENCE_MS = 700;

export interface SearchWays extends Ways {
  /** Adds the likeness to a search, once it is known to what. */
  readonly find: (find: Find, q: string) => void;
}

interface SearchTextOptions {
  readonly datasetId: string;
  readonly stateId: string;
  readonly q: string;
  /** What the server found wrong with `q`. */
  readonly refused: SearchMistake | null;
  readonly onSearch: (q: string) => void;
  readonly ways: SearchWays;
  readonly input: RefObject<HTMLInputElement | null>;
}

/** The text of the search while one types it, with what completes it and what is wrong with it. */
export function useSearchText({ datasetId, stateId, q, refused, onSearch, ways, input }: SearchTextOptions) {
  const [state, dispatch] = useReducer(reduceSearchText, q, searchTextAt);
  const { text, tokens, caret, active, told, from } = state;
  // The address changed from elsewhere: a chip, a facet, Back.
  if (from !== q) dispatch({ type: "address", q });
  const { data: facets } = useQuery({
    ...facetsQuery(datasetId, stateId, ""),
    enabled: stateId !== "" && caret !== null,
    placeholderData: keepPreviousData,
  });
  const word = caret === null ? null : wordAt(text, caret);
  // What the sidebar has asked for is there; else it is only asked for by who asks for it.
  const { data: objects } = useQuery({
    ...objectFacetsQuery(datasetId, stateId, ""),
    enabled: datasetId !== INPUTS && stateId !== "" && word !== null && /^(object|attribute):/.test(word.text),
    placeholderData: keepPreviousData,
  });
  const { data: changes } = useQuery({
    ...activityFiltersQuery(datasetId),
    enabled: datasetId !== INPUTS && word !== null && word.text.startsWith("by:"),
  });
  const isExcluded = word !== null && text[word.start - 1] === "-";
  const suggestions =
    word && (word.text !== "" || caret === 0 || text[caret! - 1] === " ")
      ? suggestionsFor(word.text, { facets, objects, actors: changes?.actors }, ways).filter(
          ({ text: offered, does }) => (does ? !isExcluded : offered !== word.text),
        )
      : [];

  useEffect(() => {
    if (caret === null) return;
    const timer = setTimeout(() => dispatch({ type: "told", mistake: mistakeWhileTyping(text, caret) }), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [text, caret]);

  const submit = (now: SearchText) => {
    const mistake = mistakeIn(now.text);
    dispatch({ type: "told", mistake });
    if (mistake) return;
    dispatch({ type: "caret", caret: null });
    onSearch(searchIn(now));
  };

  /** Looks for a likeness beside what the rest of the text says. */
  const lead = (find: Find) => {
    const left = [text.slice(0, word!.start).trim(), text.slice(word!.end).trim()].filter(Boolean).join(" ");
    dispatch({ type: "typed", text: left, caret: null });
    ways.find(find, searchIn({ ...state, text: left }));
  };

  return {
    text,
    tokens,
    active,
    suggestions,
    /** The caret is followed. */
    typing: caret !== null,
    open: caret !== null && suggestions.length > 0,
    mistake: told ?? (refused && searchIn(state) === q.trim() ? placed(refused, q) : null),
    type: (value: string, at: number | null) => dispatch({ type: "typed", text: value, caret: at }),
    moveCaret: (at: number | null) => dispatch({ type: "caret", caret: at }),
    /** The suggestion before or after the active one, around the ends. */
    step: (by: 1 | -1) => {
      const count = suggestions.length;
      const next = active === -1 && by === -1 ? count - 1 : (active + by + count) % count;
      dispatch({ type: "active", active: next });
    },
    choose: (suggestion: Suggestion) => {
      if (suggestion.does === "nothing") return;
      if (suggestion.does) return lead(suggestion.does);
      const done = complete(text, word!, suggestion);
      dispatch({ type: "typed", text: done.text, caret: done.caret });
      requestAnimationFrame(() => {
        input.current?.focus();
        input.current?.setSelectionRange(done.caret, done.caret);
      });
    },
    submit: () => submit(state),
    /** Takes away what stands beside the text, and searches by what is left. */
    removeToken: (token: Token) => {
      const left = tokens.filter((other) => other !== token);
      dispatch({ type: "tokens", tokens: left });
      submit({ ...state, tokens: left });
      input.current?.focus();
    },
    clear: () => {
      dispatch({ type: "tokens", tokens: [] });
      dispatch({ type: "typed", text: "", caret: 0 });
      onSearch("");
      input.current?.focus();
    },
  };
}
