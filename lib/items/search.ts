/**
 * The search language: `tag:night -label:dog name:"a b" (kind:video OR sky)`. Words side by side all have to match, `OR`
 * joins alternatives, `-` excludes. A word without a key is looked for in names and captions.
 */
import { SET_KINDS, type SetKind } from "@/lib/versioning/names";
import { InvalidInputError } from "@/lib/errors";

export type Query =
  | { readonly type: "all" }
  | { readonly type: "set"; readonly kind: SetKind; readonly value: string }
  | { readonly type: "text"; readonly in: "name" | "caption" | "any"; readonly value: string }
  | { readonly type: "not"; readonly of: Query }
  | { readonly type: "and" | "or"; readonly of: readonly Query[] };

const TEXT_KEYS = ["name", "caption"] as const;
const KEYS: readonly string[] = [...SET_KINDS, ...TEXT_KEYS];
const MAX_DEPTH = 50;

/** @throws InvalidInputError that names the position of the mistake (0-based) */
export function parseSearch(text: string): Query {
  let at = 0;
  let depth = 0;
  const fail = (position: number, message: string): never => {
    throw InvalidInputError.at(["query", "q", position], `${message} (at position ${position})`);
  };
  const skip = () => {
    while (at < text.length && /\s/.test(text[at]!)) at += 1;
  };
  const atWord = (word: string) => text.startsWith(word, at) && (at + word.length === text.length || /[\s()]/.test(text[at + word.length]!));

  const value = (): string => {
    if (text[at] !== '"') {
      const start = at;
      while (at < text.length && !/[\s()"]/.test(text[at]!)) at += 1;
      return text.slice(start, at);
    }
    const start = at;
    at += 1;
    let result = "";
    for (; at < text.length && text[at] !== '"'; at += 1) {
      if (text[at] === "\\" && at + 1 < text.length) at += 1;
      result += text[at];
    }
    if (at >= text.length) fail(start, "This quote is not closed");
    at += 1;
    return result;
  };

  const term = (): Query => {
    const start = at;
    if (text[at] === "-") {
      at += 1;
      if (at >= text.length || /[\s)]/.test(text[at]!)) fail(start, "Something has to follow the minus");
      return { type: "not", of: term() };
    }
    if (text[at] === "(") {
      if ((depth += 1) > MAX_DEPTH) fail(start, "There are too many parentheses");
      at += 1;
      const inner = alternatives();
      skip();
      if (text[at] !== ")") fail(start, "This parenthesis is not closed");
      at += 1;
      depth -= 1;
      return inner;
    }
    const key = /^([A-Za-z_]+):/.exec(text.slice(at))?.[1];
    if (key === undefined) return { type: "text", in: "any", value: value() };
    if (!KEYS.includes(key)) fail(start, `“${key}” cannot be searched; use ${KEYS.join(", ")}, or put the word in quotes`);
    at += key.length + 1;
    const found = value();
    if (found === "") fail(at, `A value has to follow “${key}:”`);
    return (TEXT_KEYS as readonly string[]).includes(key) ? { type: "text", in: key as "name" | "caption", value: found } : { type: "set", kind: key as SetKind, value: found };
  };

  const all = (): Query => {
    const terms: Query[] = [];
    for (skip(); at < text.length && text[at] !== ")" && !atWord("OR"); skip()) terms.push(term());
    if (terms.length === 0) fail(at, "Something is missing here");
    return terms.length === 1 ? terms[0]! : { type: "and", of: terms };
  };

  const alternatives = (): Query => {
    const branches = [all()];
    for (skip(); atWord("OR"); skip()) {
      at += 2;
      branches.push(all());
    }
    return branches.length === 1 ? branches[0]! : { type: "or", of: branches };
  };

  skip();
  if (at >= text.length) return { type: "all" };
  const query = alternatives();
  skip();
  if (at < text.length) fail(at, "This parenthesis was never opened");
  return query;
}

/** Writes a value so that `parseSearch` reads it back. */
export const quoteValue = (value: string): string => (/^[^\s()"\\]+$/.test(value) ? value : `"${value.replace(/["\\]/g, (character) => `\\${character}`)}"`);
