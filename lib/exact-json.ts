/**
 * JSON whose whole numbers are kept digit for digit: those beyond 2⁵³, which a number would round, become text. Pure.
 */

/** A text without so many digits in a row has no whole number that could be rounded; behind a point there are often as many. */
const MANY_DIGITS = /(?<![\d.])\d{16}/;
const NUMBER = /-?\d[\d.eE+-]*/g;
const WHOLE = /^-?\d+$/;

/** A whole number as it is where a number keeps it, else its digits. */
export const exactWhole = (digits: string | bigint): number | string => {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : String(digits);
};

const quoteLong = (token: string): string =>
  WHOLE.test(token) && typeof exactWhole(token) === "string" ? `"${token}"` : token;

/** Where the text that begins at a quotation mark ends, in valid JSON. */
function endOfString(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); ; end = json.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (json[end - 1 - backslashes] === "\\") backslashes += 1;
    if (backslashes % 2 === 0) return end + 1;
  }
}

/** What a JSON text says; a whole number beyond 2⁵³ as text. @throws SyntaxError as JSON.parse does */
export function parseExactJson(json: string): unknown {
  const value: unknown = JSON.parse(json);
  if (!MANY_DIGITS.test(json)) return value;
  const parts: string[] = [];
  for (let at = 0; at < json.length;) {
    const quote = json.indexOf('"', at);
    const between = json.slice(at, quote < 0 ? json.length : quote);
    parts.push(between.replace(NUMBER, quoteLong));
    if (quote < 0) break;
    at = endOfString(json, quote);
    parts.push(json.slice(quote, at));
  }
  return JSON.parse(parts.join(""));
}
