/** Names that scripts resolve to a snapshot. Pure; safe for the browser. */
import { z } from "zod";

/** Words that stand for a version in paths already. */
export const RESERVED: readonly string[] = ["current", "head"];
const SHAPE = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Upper and lower case are the same alias: it is kept, and compared, in lower case. */
export const foldAlias = (text: string): string => text.toLowerCase();

/** Why a text cannot be an alias, as a sentence; null when it can. */
export function aliasProblem(text: string): string | null {
  const name = foldAlias(text);
  if (!SHAPE.test(name))
    return "An alias has at most 64 letters, digits, dots, dashes and underscores, and begins with a letter or a digit";
  if (UUID.test(name)) return "An alias cannot look like a snapshot ID";
  if (RESERVED.includes(name)) return `“${name}” has a meaning of its own; choose another alias`;
  return null;
}

export const isAlias = (text: string): boolean => aliasProblem(text) === null;

export const MAX_ALIASES = 20;

const aliasField = z
  .string()
  .trim()
  .toLowerCase()
  .superRefine((text, context) => {
    const problem = aliasProblem(text);
    if (problem) context.addIssue({ code: "custom", message: problem });
  });

/** All aliases of a snapshot, each once, in their order. */
export const aliasesField = z
  .array(aliasField)
  .max(MAX_ALIASES, `A snapshot has at most ${MAX_ALIASES} aliases`)
  .transform((names) => [...new Set(names)].sort());

/** As a person types them: with commas or spaces between. */
export const splitAliases = (text: string): string[] => text.split(/[\s,]+/).filter((part) => part !== "");

/** The same in one field of a form, which then tells what is wrong with any of them. */
export const typedAliasesField = z
  .string()
  .superRefine((text, context) => {
    const problem = splitAliases(text)
      .map(aliasProblem)
      .find((found) => found !== null);
    if (problem) context.addIssue({ code: "custom", message: problem });
  })
  .transform(splitAliases)
  .pipe(aliasesField);
