/**
 * What the grid shows while other views and versions come and go. A list stays until the next one is here, so nothing flashes;
 * an answer counts only for what is still wanted. Pure.
 */
import type { StackDto } from "@/lib/items/schema";
import type { ListView } from "@/lib/query-keys";
import type { CellLayout } from "./cells";

export interface WantedView extends ListView {
  readonly group: "cluster" | null;
}

/** One view of one state, and how its places are laid out. */
export interface Shown {
  readonly view: WantedView;
  readonly stateId: string;
  readonly total: number;
  readonly layout: CellLayout;
}

export interface ListState {
  readonly shown: Shown;
  /** False before anything was shown at all. */
  readonly loaded: boolean;
  readonly failed: { readonly target: string; readonly error: Error } | null;
  /** Counts what people asked to be tried again. */
  readonly attempt: number;
}

export type ListEvent =
  | { readonly type: "arrived"; readonly shown: Shown }
  | { readonly type: "failed"; readonly target: string; readonly error: Error }
  | { readonly type: "retried" }
  | { readonly type: "stack-toggled"; readonly index: number; readonly stack: StackDto };

export const keyOfView = ({ q, sort, seed, group, datasets }: WantedView): string =>
  JSON.stringify([q, sort, seed, group, datasets]);
/** Names what is wanted, or shown: a view of a state. */
export const targetOf = (view: WantedView, stateId: string | null): string => `${stateId} ${keyOfView(view)}`;

export const flatList = (view: WantedView, stateId: string, total: number): Shown => ({
  view,
  stateId,
  total,
  layout: { grouped: false, total },
});

/** @param first the list that the server rendered, where it is the one that is wanted */
export const listAtFirst = (wanted: WantedView, first: Shown | null): ListState => ({
  shown: first ?? flatList(wanted, "", 0),
  loaded: first !== null,
  failed: null,
  attempt: 0,
});

export function reduceList(state: ListState, event: ListEvent): ListState {
  switch (event.type) {
    case "arrived":
      return { ...state, shown: event.shown, loaded: true, failed: null };
    case "failed":
      return { ...state, failed: { target: event.target, error: event.error } };
    case "retried":
      return { ...state, failed: null, attempt: state.attempt + 1 };
    case "stack-toggled":
      return { ...state, shown: toggled(state.shown, event.index, event.stack) };
  }
}

function toggled(shown: Shown, index: number, { cluster, count }: StackDto): Shown {
  if (!shown.layout.grouped) return shown;
  const others = shown.layout.open.filter((stack) => stack.index !== index);
  const open =
    others.length < shown.layout.open.length
      ? others
      : [...others, { index, cluster, count }].sort((a, b) => a.index - b.index);
  return { ...shown, layout: { ...shown.layout, open } };
}

/** Whether something has to be read: what is wanted is not what is shown. */
export const isBehind = ({ shown, loaded }: ListState, target: string): boolean =>
  !loaded || targetOf(shown.view, shown.stateId) !== target;

/** Why what is wanted cannot be shown; an error about what nobody wants any more is none. */
export const errorOf = ({ failed }: ListState, target: string): Error | null =>
  failed?.target === target ? failed.error : null;
