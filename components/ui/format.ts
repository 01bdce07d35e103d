import { plural } from "@/lib/text";

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

export function formatRelative(iso: string, now: number): string {
  const seconds = Math.round((Date.parse(iso) - now) / 1000);
  for (const [unit, size] of UNITS)
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  return "just now";
}

/** Short enough for a line that holds more than a time. */
export const formatDateTime = (iso: string): string =>
  new Date(iso).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });

export const formatExact = (iso: string): string =>
  new Date(iso).toLocaleString("en", { dateStyle: "medium", timeStyle: "medium" });

export { counted, formatCount, plural } from "@/lib/text";

const characters = new Intl.Segmenter("en", { granularity: "grapheme" });
/** At most `max` characters as people see them. What does not fit is left out of the middle: names often differ at their end. */
export function shortenedInside(text: string, max: number): string {
  const all = Array.from(characters.segment(text), ({ segment }) => segment);
  if (all.length <= max) return text;
  const tail = Math.floor((max - 1) / 2);
  return `${all.slice(0, max - 1 - tail).join("")}…${all.slice(-tail).join("")}`;
}

/** `1,204 items`: images and videos together. */
export const countedMedia = ({ n_images, n_videos }: { n_images: number; n_videos: number }): string =>
  plural(n_images + n_videos, "item");

/** `60 images, 2 videos`: of what there is none is not named. */
export function describeMedia({ n_images, n_videos }: { n_images: number; n_videos: number }): string {
  const parts = [n_images > 0 ? plural(n_images, "image") : null, n_videos > 0 ? plural(n_videos, "video") : null];
  return parts.filter((part) => part !== null).join(", ") || "No media";
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ["KB", "MB", "GB", "TB"];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${Math.round(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A share from 0 to 1 as a whole percentage: `96 %`. */
export const formatPercent = (share: number): string => `${Math.round(share * 100)} %`;

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
/** A metadata value: a day stays a day wherever it is read, a time is told as it is here. */
export function formatValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(formatValue).join(", ");
  if (typeof value !== "string" || !ISO_TIME.test(value)) return String(value);
  return value.endsWith("T00:00:00.000Z") ? value.slice(0, 10) : formatExact(value);
}
