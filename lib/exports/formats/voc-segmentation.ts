/** The segmentation images of Pascal VOC: in one the class of each pixel, in the other the object; palette pictures of one size. */
import { VOID, vocColor } from "@/lib/annotations/formats/voc-masks";
import type { ItemFacts } from "@/lib/items/schema";
import type { ItemObject } from "@/lib/objects/model";
import { fillPolygon } from "@/lib/objects/raster";
import { runsOf } from "@/lib/objects/run-lengths";
import type { TellLoss } from "../format";
import { indexedPng } from "../png";

/** Numbers of a palette without the background and the one for borders. */
const MOST = VOID - 1;
const PALETTE = Uint8Array.from(Array.from({ length: 256 }, (_none, index) => vocColor(index)).flat());

const WHY = {
  size: ["masks of another size", "the segmentation images have the size of their picture"],
  classes: ["masks and polygons of further classes", `a palette has numbers for ${MOST} classes`],
  objects: ["masks and polygons of further objects", `a palette has numbers for ${MOST} objects of a picture`],
  hidden: ["masks and polygons that others cover", "a pixel belongs to one object"],
  covered: ["parts of masks and polygons that others cover", "a pixel belongs to one object"],
} as const;

interface Drawn {
  /** The number of the object of each pixel, from 1 on; 0 where there is none. */
  readonly instances: Uint8Array;
  readonly classes: Uint8Array;
  /** Which number an object has; without one, nothing of it is drawn. */
  readonly numbers: ReadonlyMap<ItemObject, number>;
  readonly lost: readonly (keyof typeof WHY)[];
}

type Fill = (y: number, first: number, end: number) => void;

/** Gives the pixels of an object as runs: along rows for a polygon, pixel by pixel for a mask. */
function pixelsOf({ mask, polygon }: ItemObject, size: { width: number; height: number }, fill: Fill): void {
  if (!mask) return fillPolygon(polygon!, size, fill);
  let at = 0;
  for (const [index, run] of (runsOf(mask) ?? []).entries()) {
    if (index % 2 === 1)
      for (let place = at; place < at + run; place += 1) {
        const x = Math.floor(place / size.height);
        fill(place % size.height, x, x + 1);
      }
    at += run;
  }
}

function draw(item: ItemFacts, classNumbers: ReadonlyMap<string, number>): Drawn | null {
  const segmented = item.objects.filter(({ mask, polygon }) => mask ?? polygon);
  const [width, height] = [item.width ?? 0, item.height ?? 0];
  if (segmented.length === 0 || width * height === 0) return null;
  const lost: (keyof typeof WHY)[] = [];
  const fits = segmented.filter(({ mask, label }) => {
    const why =
      mask && (mask.size[0] !== height || mask.size[1] !== width)
        ? "size"
        : classNumbers.get(label)! > MOST
          ? "classes"
          : null;
    if (why) lost.push(why);
    return !why;
  });
  // What comes later lies on top. Places are numbered from 1.
  const places = new Uint32Array(width * height);
  const drawn = fits.map((object, index) => {
    let count = 0;
    pixelsOf(object, { width, height }, (y, first, end) => {
      count += end - first;
      places.fill(index + 1, y * width + first, y * width + end);
    });
    return count;
  });
  const seen = new Uint32Array(fits.length + 1);
  for (const place of places) seen[place]! += 1;
  const numbers = new Map<ItemObject, number>();
  const byPlace = new Uint8Array(fits.length + 1);
  for (const [index, object] of fits.entries()) {
    const pixels = seen[index + 1]!;
    if (pixels === 0) lost.push("hidden");
    else if (numbers.size === MOST) lost.push("objects");
    else {
      if (pixels < drawn[index]!) lost.push("covered");
      numbers.set(object, numbers.size + 1);
      byPlace[index + 1] = numbers.size;
    }
  }
  if (numbers.size === 0) return { instances: new Uint8Array(), classes: new Uint8Array(), numbers, lost };
  const byNumber = Uint8Array.from([0, ...[...numbers.keys()].map(({ label }) => classNumbers.get(label)!)]);
  const instances = Uint8Array.from(places, (place) => byPlace[place]!);
  return { instances, classes: instances.map((number) => byNumber[number]!), numbers, lost };
}

/** The last picture that was drawn: its losses, its XML and its images are asked for one after the other. */
let last: {
  readonly item: ItemFacts;
  readonly classNumbers: ReadonlyMap<string, number>;
  readonly drawn: Drawn | null;
} | null = null;
function drawnOf(item: ItemFacts, classNumbers: ReadonlyMap<string, number>): Drawn | null {
  if (last?.item !== item || last.classNumbers !== classNumbers)
    last = { item, classNumbers, drawn: draw(item, classNumbers) };
  return last.drawn;
}

/** The number that an object has in the image of objects. @param classNumbers of the classes, from 1 on */
export const instancesOf = (
  item: ItemFacts,
  classNumbers: ReadonlyMap<string, number>,
): ReadonlyMap<ItemObject, number> => drawnOf(item, classNumbers)?.numbers ?? new Map<ItemObject, number>();

/** The images of a picture; null where nothing of its objects is drawn. */
export function segmentationOf(
  item: ItemFacts,
  classNumbers: ReadonlyMap<string, number>,
): { readonly classes: Uint8Array; readonly objects: Uint8Array } | null {
  const drawn = drawnOf(item, classNumbers);
  if (!drawn || drawn.numbers.size === 0) return null;
  const image = (pixels: Uint8Array) => indexedPng(pixels, item.width!, item.height!, PALETTE);
  return { classes: image(drawn.classes), objects: image(drawn.instances) };
}

/** What the images do not say of masks and polygons. */
export function tellSegmentation(item: ItemFacts, classNumbers: ReadonlyMap<string, number>, tell: TellLoss): void {
  const drawn = drawnOf(item, classNumbers);
  for (const key of drawn?.lost ?? []) tell(WHY[key][0], "objects", WHY[key][1]);
  for (const { mask, polygon } of drawn?.numbers.keys() ?? [])
    if (polygon)
      tell(
        "polygons",
        "objects",
        mask
          ? "Pascal VOC has one segmentation for an object; the mask is written"
          : "Pascal VOC has images of pixels; those whose middle is inside are written",
      );
}

/** Which colour stands for which class, as CVAT and Datumaro read it. */
export function labelMap(classes: readonly string[]): string {
  const line = (name: string, index: number) => `${name}:${vocColor(index).join(",")}::\n`;
  return `# label:color_rgb:parts:actions\n${line("background", 0)}${classes
    .slice(0, MOST)
    .map((name, index) => line(name, index + 1))
    .join("")}`;
}
