import { expect, it } from "vitest";
import { isCalendarDay } from "./calendar";

it.each([
  [2024, 2, 29],
  [2000, 2, 29],
  [2026, 12, 31],
  [1, 1, 1],
  [99, 2, 28],
  [0, 2, 29],
])("%d-%d-%d is a day", (year, month, day) => expect(isCalendarDay(year, month, day)).toBe(true));

it.each([
  [2026, 2, 29],
  [1900, 2, 29],
  [2026, 2, 30],
  [2026, 6, 31],
  [2026, 4, 31],
  [2026, 13, 1],
  [2026, 0, 1],
  [2026, 1, 0],
  [2026, 1, 32],
  [0, 0, 0],
  [NaN, 1, 1],
])("%d-%d-%d is none", (year, month, day) => expect(isCalendarDay(year, month, day)).toBe(false));
