import "server-only";
import exifr from "exifr";
import { isCalendarDay } from "@/lib/calendar";
import { isSystemError } from "@/lib/errors";

type Options = Extract<Parameters<typeof exifr.parse>[1], { reviveValues?: unknown }>;
type Tags = Record<string, unknown>;

/** Tags by name; null for a file without them, or with a block that is damaged: neither makes a picture unusable. */
export async function readExif(source: string | Uint8Array, options: Options): Promise<Tags | null> {
  const tags = await parse(source, options);
  const dates = Object.entries(tags ?? {}).filter(([, value]) => value instanceof Date);
  if (!tags || dates.length === 0) return tags;
  // The parser makes a date of anything that has numbers, so what was written is looked at.
  const written = await parse(source, { ...options, reviveValues: false });
  return Object.fromEntries(
    Object.entries(tags).flatMap(([name, value]) => {
      const kept = value instanceof Date ? parseExifDate(written?.[name]) : value;
      return kept === null ? [] : [[name, kept]];
    }),
  );
}

/** When a picture was taken, as its camera says; null where it does not, or names a time that does not exist. */
export async function readTimeTaken(source: string | Uint8Array): Promise<Date | null> {
  const tags = await parse(source, { pick: ["DateTimeOriginal"], reviveValues: false });
  return parseExifDate(tags?.DateTimeOriginal);
}

async function parse(source: string | Uint8Array, options: Options): Promise<Tags | null> {
  try {
    return ((await exifr.parse(source, options)) as Tags | undefined) ?? null;
  } catch (error) {
    // The parser throws whatever its offsets lead to; only a file that cannot be read is something else.
    if (isSystemError(error)) throw error;
    return null;
  }
}

// Exif 2.32, 4.6.5 D: "YYYY:MM:DD HH:MM:SS", blanks where it is not known. Some programs write other separators.
const EXIF_DATE =
  /^(\d{4})([-:/.])(\d{1,2})\2(\d{1,2})(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?(?: ?(?:Z|UTC))?)?$/;

/**
 * A date as EXIF has it, in UTC: it knows no zone, and a file has to mean the same on every machine. Null for what is
 * none.
 */
export function parseExifDate(text: unknown): Date | null {
  const parts = typeof text === "string" ? EXIF_DATE.exec(text.replaceAll("\0", " ").trim()) : null;
  if (!parts) return null;
  const [year, month, day, hour, minute, second] = [1, 3, 4, 5, 6, 7].map((at) => Number(parts[at] ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (!isCalendarDay(year, month, day) || hour > 23 || minute > 59 || second > 59) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return date;
}
