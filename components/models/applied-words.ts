/** What is said of the models that enriched a version; pure. */
import { formatDay } from "@/components/ui/format";
import type { AppliedModel, ModelOptions } from "@/lib/applied-models/schema";
import { formatCount, plural } from "@/lib/text";

/** `1,204 of 1,210 items`, or `all 1,210 items`. */
export const coveredWords = (covered: number, total: number): string =>
  covered === total && total > 1
    ? `all ${plural(total, "item")}`
    : `${formatCount(covered)} of ${plural(total, "item")}`;

/** More words of a vocabulary than this are counted. */
const WORDS_SHOWN = 12;
const vocabularyWords = (words: readonly string[]): string =>
  `words: ${words.slice(0, WORDS_SHOWN).join(", ")}${words.length > WORDS_SHOWN ? ` and ${formatCount(words.length - WORDS_SHOWN)} more` : ""}`;

/** What a model was run with; null where there was nothing to choose. */
export function optionWords({ vocabulary, compared_by }: ModelOptions): string | null {
  if (vocabulary === "dataset") return "words: the dataset's tags and labels";
  if (vocabulary === "common") return "words: common ones";
  if (vocabulary) return vocabularyWords(vocabulary);
  return compared_by ? `compared by ${compared_by}` : null;
}

/** `Applied to 1,204 of 1,210 items, Nov 3, 2026; words: rain, snow`. */
export function appliedWords(model: AppliedModel, total: number): string {
  const options = optionWords(model.options);
  return `Applied to ${coveredWords(model.items, total)}, ${formatDay(model.applied_at)}${options ? `; ${options}` : ""}`;
}
