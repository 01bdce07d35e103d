/** Wordings that messages of every layer share; safe for the browser. */

export const formatCount = (count: number): string => count.toLocaleString("en");

/** `1 item`, `1,204 items`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** A pattern for LIKE that finds the text anywhere, whatever is in it. */
export const likePattern = (text: string): string => `%${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
