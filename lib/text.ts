/** Wordings that messages of every layer share; safe for the browser. */

export const formatCount = (count: number): string => count.toLocaleString("en");

/** `1 item`, `1,204 items`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** A pattern for LIKE that finds the text anywhere, whatever is in it. */
export const likePattern = (text: string): string => `%${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;

const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

/** Where the last character that people see begins that does not fit, looking no further than it has to. */
function cutBefore(text: string, room: number): number {
  // Whether characters part here depends on what stands before, and on the one code point behind.
  const { index } = new Intl.Segmenter("en", { granularity: "grapheme" })
    .segment(text.slice(0, room + 2))
    .containing(room)!;
  // One character may be longer than all the room there is, such as a letter with hundreds of accents.
  if (index > 0) return index;
  return isLow(text.charCodeAt(room)) ? room - 1 : room;
}

/**
 * The text with the suffix behind it, in at most `max` UTF-16 units. What does not fit of the text is left out, in whole
 * characters as people see them: an emoji or a letter with its accents stays or goes. The suffix has to fit by itself.
 */
export function shortened(text: string, max: number, suffix = ""): string {
  const room = max - suffix.length;
  return (text.length <= room ? text : text.slice(0, cutBefore(text, room))) + suffix;
}
