/** What is wrong with a search text, and where. Pure. */
import { InvalidInputError } from "@/lib/errors";
import { parseSearch, UnfinishedSearchError } from "@/lib/search/language";

/** @property position where it stands, from 0 */
export interface SearchMistake {
  readonly message: string;
  readonly position: number;
}

/** A mistake as the box tells it: null is not in its text, but beside it. */
export type ToldMistake = Omit<SearchMistake, "position"> & { readonly position: number | null };

/** The part of a refusal that is about the search. */
export function mistakeOf(
  issues: readonly { readonly loc: readonly (string | number)[]; readonly msg: string }[],
): SearchMistake | null {
  const issue = issues.find(({ loc }) => loc[1] === "q");
  return issue
    ? { message: issue.msg.replace(/ \(at position \d+\)$/, ""), position: Number(issue.loc[2] ?? 0) }
    : null;
}

/** The first mistake of a search text; what depends on the dataset, the server tells. */
export const mistakeIn = (text: string): SearchMistake | null => mistakeUnless(text, () => false);

/** The same while somebody types it: what the text lacks where the caret is may be what is typed next. */
export const mistakeWhileTyping = (text: string, caret: number): SearchMistake | null =>
  mistakeUnless(text, (error) => error instanceof UnfinishedSearchError && error.goesOnAt === caret);

function mistakeUnless(text: string, isNone: (error: InvalidInputError) => boolean): SearchMistake | null {
  try {
    parseSearch(text);
    return null;
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return isNone(error) ? null : mistakeOf(error.issues);
  }
}

/** The word at a position; nothing behind the end of the text. */
export function wrongWord(text: string, position: number): { start: number; end: number } {
  if (position >= text.length) return { start: text.length, end: text.length };
  const end = /\s/.exec(text.slice(position));
  return { start: position, end: end ? position + Math.max(1, end.index) : text.length };
}
