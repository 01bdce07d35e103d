/** A search in words: the keys of items and images say nothing to anybody. Pure. */
import { chipsOf, type Chip } from "@/lib/search/filters";

/** What a likeness is to, and whether that is excluded. */
export type Likeness = Pick<NonNullable<Chip["alike"]>, "to" | "example" | "excluded">;

/** What a likeness is called where nothing can be asked for: in lists of views. */
export function likenessWords({ to, example, excluded }: Likeness): string {
  const words = { similar: "similar to an item", image: "like an image", description: `“${example}”` }[to];
  return excluded ? `not ${words}` : words;
}

export const chipWords = ({ text, alike }: Pick<Chip, "text" | "alike">): string =>
  alike ? likenessWords(alike) : text;

/** A search in a line. */
export const searchWords = (q: string): string => (chipsOf(q)?.map(chipWords).join(" ") ?? q) || "All items";
