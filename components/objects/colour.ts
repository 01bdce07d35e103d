/** What is known of classes by their names: their colour, and which there are to choose from. The one place that says so. */
import { facetValues, type FacetsDto } from "@/lib/items/schema";

const COLOURS = ["#ff6b4a", "#35c2ff", "#ffd23f", "#7bd65a", "#d68cff", "#ff7fb5"];

/** The same label has the same colour in every image, large or small. Pure. */
export const colourOf = (label: string): string =>
  COLOURS[[...label].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) >>> 0, 7) % COLOURS.length]!;

const MAX_SUGGESTED = 500;

/** Labels that are suggested where one is written: those of the item's objects, then those of the dataset. Pure. */
export const suggestedLabels = (used: readonly string[], facets: FacetsDto | undefined): string[] =>
  [...new Set([...used, ...facetValues(facets, "label").map(({ value }) => value)])]
    .filter((label) => label.trim() !== "")
    .slice(0, MAX_SUGGESTED);
