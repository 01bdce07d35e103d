"use client";

import { kept, parsedJson } from "@/components/ui/use-kept";
import type { ComparedItem } from "@/lib/comparing/schema";
import type { ComparedSides } from "@/lib/query-keys";

/** By the comparison, then by the item: what it was and is, so that one that changes again is new again. */
type Seen = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Comparisons that are remembered, and items of each: a browser keeps some megabytes for us. */
const MAX_COMPARISONS = 20;
const MAX_ITEMS = 5_000;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const isSeen = (value: unknown): value is Seen =>
  isRecord(value) &&
  Object.values(value).every(
    (items) => isRecord(items) && Object.values(items).every((one) => typeof one === "string"),
  );

/** Kept on this machine, for whoever works at it. */
const useKeptSeen = kept<Seen>("stillframe.compared", (text) => parsedJson(text, isSeen), {});

const comparisonKey = ({ from, to }: ComparedSides): string =>
  [from.dataset, from.version, to.dataset, to.version].join(" ");
export const idOf = ({ before, after }: ComparedItem): string => (after ?? before)!.media_id;
const standOf = ({ before, after }: ComparedItem): string => `${before?.etag ?? ""} ${after?.etag ?? ""}`;

/** The same with an item ticked, or not. What was remembered longest ago goes first. Pure. */
export function withSeen(all: Seen, key: string, item: ComparedItem, isSeen: boolean): Seen {
  const { [key]: before = {}, ...others } = all;
  const { [idOf(item)]: _before, ...rest } = before;
  const items = Object.entries(isSeen ? { ...rest, [idOf(item)]: standOf(item) } : rest).slice(-MAX_ITEMS);
  return Object.fromEntries([...Object.entries(others).slice(1 - MAX_COMPARISONS), [key, Object.fromEntries(items)]]);
}

/** Which of the items that differ somebody has looked at. */
export function useSeen(sides: ComparedSides) {
  const [all, setAll] = useKeptSeen();
  const key = comparisonKey(sides);
  const items = all[key] ?? {};
  return {
    count: Object.keys(items).length,
    has: (item: ComparedItem): boolean => items[idOf(item)] === standOf(item),
    mark: (item: ComparedItem, isSeen: boolean) => setAll(withSeen(all, key, item, isSeen)),
  };
}
export type SeenItems = ReturnType<typeof useSeen>;
