/**
 * Terms that ask for likeness to one example: `similar:<media_id>`, `image:<key>`, `description:"a boat at dusk"`, each
 * with the least likeness that counts behind an @. Pure; the browser reads it too.
 */

/** What the example is: an item of the dataset, an image from elsewhere, or words. */
export const LIKENESS_KEYS = ["similar", "image", "description"] as const;
export type LikenessKey = (typeof LIKENESS_KEYS)[number];
export const isLikenessKey = (key: string): key is LikenessKey => (LIKENESS_KEYS as readonly string[]).includes(key);

/** Characters of a description; a model reads some 70 words. */
export const MAX_DESCRIPTION = 1_000;

export interface Alike {
  readonly type: "alike";
  readonly to: LikenessKey;
  /** The media_id, the key, or the words. */
  readonly example: string;
  /** The least likeness that counts, 0–1; null where the search does not say. */
  readonly atLeast: number | null;
  /** Where the example stands in the text. */
  readonly at: number;
}

/**
 * The least likeness that counts where a search does not say. Pictures: nine drawn scenes in ten have another one among
 * sixty that is as alike as that, while of all pairs one in nine is, so that something comes and not everything does; near
 * duplicates begin at 0.96, far above. Words: a CLIP-type model puts a picture and words that fit it at 0.25 to 0.35, and
 * those that do not below 0.2; other models are other, and the search can say.
 */
const USUAL: Record<LikenessKey, number> = { similar: 0.7, image: 0.7, description: 0.2 };
export const leastOf = ({ to, atLeast }: Pick<Alike, "to" | "atLeast">): number => atLeast ?? USUAL[to];

/** A cosine as it is shown: three digits. */
export const similarityShown = (cosine: number): number => Math.round(cosine * 1000) / 1000;

/** Writes a term so that `parseSearch` reads it back. */
export function likenessTerm(to: LikenessKey, example: string, atLeast: number | null = null): string {
  const written = /^[^\s()"\\@]+$/.test(example)
    ? example
    : `"${example.replace(/["\\]/g, (character) => `\\${character}`)}"`;
  return `${to}:${written}${atLeast === null ? "" : `@${atLeast}`}`;
}

/** `image:` keys: what a version of the indexer sees in an image, and optionally a ThumbHash of it, both base64url. */
const IMAGE_KEY = /^([\w-]+)(?:\.([\w-]+))?$/;
export const isImageKey = (key: string): boolean => IMAGE_KEY.test(key);
const toBase64 = (text: string): string => text.replaceAll("-", "+").replaceAll("_", "/");

/** The ThumbHash in a key, base64; null where it has none. */
export function placeholderIn(key: string): string | null {
  const hash = IMAGE_KEY.exec(key)?.[2];
  return hash ? toBase64(hash) : null;
}
export const seenIn = (key: string): string => IMAGE_KEY.exec(key)?.[1] ?? "";
