export type Range = { start: number; end: number } | "whole" | "unsatisfiable";

/** Reads a Range header of one range (RFC 9110 §14); several ranges, or anything else, are answered with the whole. */
export function parseRange(header: string | null, size: number): Range {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (!match || (match[1] === "" && match[2] === "")) return "whole";
  if (match[1] === "") {
    const suffix = Math.min(Number(match[2]), size);
    return suffix === 0 ? "unsatisfiable" : { start: size - suffix, end: size - 1 };
  }
  const start = Number(match[1]);
  const end = match[2] === "" ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (start >= size) return "unsatisfiable";
  return end < start ? "whole" : { start, end };
}
