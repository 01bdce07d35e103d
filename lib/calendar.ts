/** Days that there are; parsers of dates roll 30 February over to March instead of refusing it. Pure. */

/** @param month 1–12, anything else is no day; proleptic Gregorian, as ISO 8601 has it */
export function isCalendarDay(year: number, month: number, day: number): boolean {
  // Not Date.UTC, which takes the years 0–99 for 1900–1999.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
