/** Ranges of numbers and times as people write them in a search: `>1mb`, `10..20`, `2024-05`. Pure; safe for the browser. */

import { isCalendarDay } from "@/lib/calendar";

/** Every value v with from ≤ v ≤ to; an open end does not hold its own limit. Infinite where there is no limit. */
export interface Range {
  readonly from: number;
  readonly fromOpen: boolean;
  readonly to: number;
  readonly toOpen: boolean;
}

export type Operator = ">=" | "<=" | ">" | "<" | "=";

/** What can be compared of every item, and what kind of number it is. */
export const NUMBER_FIELDS = {
  size: "bytes",
  width: "plain",
  height: "plain",
  duration: "time",
  taken: "date",
  /** Width by height. */
  ratio: "plain",
  /** The mean grey value that the indexer read, 0–255, and the variance of the Laplacian. */
  brightness: "plain",
  sharpness: "plain",
  /** How many objects. */
  objects: "plain",
  uniqueness: "share",
} as const;
export type NumberField = keyof typeof NUMBER_FIELDS;
export type NumberKind = (typeof NUMBER_FIELDS)[NumberField];
export const isNumberField = (key: string): key is NumberField => Object.hasOwn(NUMBER_FIELDS, key);

const EXAMPLES: Record<NumberKind, string> = {
  bytes: "1mb",
  plain: "1920",
  time: "10s",
  date: "2026-03-01",
  share: "0.2 or 20%",
};
/** How each kind is written, for messages. */
export const exampleOf = (kind: NumberKind): string => EXAMPLES[kind];

/** Units: bytes in steps of 1,024, as file sizes are shown; times in milliseconds. */
const UNITS: Partial<Record<NumberKind, Record<string, number>>> = {
  bytes: { "": 1, b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3, tb: 1024 ** 4 },
  time: { ms: 1, "": 1000, s: 1000, min: 60_000, h: 3_600_000 },
  share: { "": 1, "%": 0.01 },
};
const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** What one written value covers: a number is itself, `2024-05` the whole month in UTC. Null when it cannot be read. */
function spanOf(kind: NumberKind, text: string): { start: number; end: number; exact: boolean } | null {
  if (kind === "date") {
    const day = DATE.exec(text);
    if (day) {
      const [year, month, date] = [Number(day[1]), day[2] ? Number(day[2]) - 1 : 0, day[3] ? Number(day[3]) : 1];
      const start = Date.UTC(year, month, date);
      if (new Date(start).getUTCMonth() !== month || new Date(start).getUTCDate() !== date) return null;
      return {
        start,
        end: day[3] ? Date.UTC(year, month, date + 1) : day[2] ? Date.UTC(year, month + 1) : Date.UTC(year + 1, 0),
        exact: false,
      };
    }
    const parts = DATE_TIME.exec(text);
    if (!parts || !isCalendarDay(Number(parts[1]), Number(parts[2]), Number(parts[3]))) return null;
    const time = Date.parse(/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`);
    return Number.isFinite(time) ? { start: time, end: time, exact: true } : null;
  }
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z%]*)$/i.exec(text);
  const factor = match ? (UNITS[kind] ?? { "": 1 })[match[2]!.toLowerCase()] : undefined;
  if (!match || factor === undefined) return null;
  const value = Number(match[1]) * factor;
  return Number.isFinite(value) ? { start: value, end: value, exact: true } : null;
}

/** Reads `operator value`; with `=` the value may be `from..to`, either of which may be left out. Null when it cannot be read. */
export function parseRange(kind: NumberKind, operator: Operator, text: string): Range | null {
  const dots = text.indexOf("..");
  if (operator === "=" && dots >= 0) {
    const [low, high] = [text.slice(0, dots), text.slice(dots + 2)];
    if (low === "" && high === "") return null;
    const from = low === "" ? { start: -Infinity } : spanOf(kind, low);
    const to = high === "" ? { end: Infinity, exact: true } : spanOf(kind, high);
    return from && to ? { from: from.start, fromOpen: false, to: to.end, toOpen: !to.exact } : null;
  }
  const span = spanOf(kind, text);
  if (!span) return null;
  const none = { from: -Infinity, fromOpen: false, to: Infinity, toOpen: false };
  switch (operator) {
    case "=":
      return { from: span.start, fromOpen: false, to: span.end, toOpen: !span.exact };
    case ">":
      return { ...none, from: span.end, fromOpen: span.exact };
    case ">=":
      return { ...none, from: span.start };
    case "<":
      return { ...none, to: span.start, toOpen: true };
    case "<=":
      return { ...none, to: span.end, toOpen: !span.exact };
  }
}

export const isInRange = ({ from, fromOpen, to, toOpen }: Range, value: number): boolean =>
  (fromOpen ? value > from : value >= from) && (toOpen ? value < to : value <= to);

/** Takes `field>=10` apart at its first operator; null where there is none. */
export function splitComparison(text: string): { field: string; operator: Operator; value: string } | null {
  const match = /^([^<>=]*)(>=|<=|>|<|=)([^]*)$/.exec(text);
  return match ? { field: match[1]!, operator: match[2] as Operator, value: match[3]! } : null;
}
