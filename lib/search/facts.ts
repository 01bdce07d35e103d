/** What numbers and objects the items of a version have: of all of them, kept for whoever searches by it, or of a few. */
import "server-only";
import { revisionsOf } from "@/lib/revisions/revision-items";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import type { Bitmap } from "@/lib/versioning/bitmap";
import { revisionSet } from "@/lib/versioning/names";
import { dimensionIn, dimensionsOf, ratiosIn, readDimensions } from "./dimensions";
import type { Values } from "./histogram";
import { objectItemsOf, readObjects, type ObjectItems } from "./objects";
import type { Columns } from "./patch-values";
import type { Share } from "./portions";
import { readingIn, readingsOf, readReadings } from "./readings";

export const FACT_NUMBERS = ["width", "height", "ratio", "brightness", "sharpness"] as const;

/** Deleted items are among them. */
export interface Facts {
  readonly numbers: Readonly<Record<(typeof FACT_NUMBERS)[number], Values>>;
  readonly objects: ObjectItems;
}

const factsIn = (dimensions: Columns, readings: Columns, objects: ObjectItems): Facts => ({
  numbers: {
    width: dimensionIn(dimensions, "width"),
    height: dimensionIn(dimensions, "height"),
    ratio: ratiosIn(dimensions),
    brightness: readingIn(readings, "brightness"),
    sharpness: readingIn(readings, "sharpness"),
  },
  objects,
});

/** @param told what is read, and how much of it, from 0 to 1 @throws DamagedObjectError */
export async function factsOf(open: OpenState, told: (what: keyof typeof READ) => Share): Promise<Facts> {
  const objects = await objectItemsOf(open, told("objects"));
  const dimensions = await dimensionsOf(open, told("dimensions"));
  return factsIn(dimensions, await readingsOf(open, told("readings")), objects);
}
/** What is read of a version, in this order. */
export const READ = { objects: "Objects", dimensions: "Sizes", readings: "Brightness and sharpness" } as const;

/** The same of some items, read for them alone. @throws DamagedObjectError */
export async function factsOfItems(open: OpenState, items: Bitmap): Promise<Facts> {
  const { lineageId } = open;
  const names = { file: revisionSet("file"), objects: revisionSet("objects") } as const;
  const sets = await loadSets(open, Object.values(names));
  const [files, objects] = await Promise.all(
    (["file", "objects"] as const).map((facet) =>
      revisionsOf(lineageId, facet, items, bitmapOfSet(sets, names[facet])),
    ),
  );
  return factsIn(
    ...(await Promise.all([
      readDimensions(lineageId, files!),
      readReadings(lineageId, files!),
      readObjects(lineageId, objects!),
    ])),
  );
}
