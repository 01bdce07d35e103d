/** Polygons around the pixels of a mask, along the edges of the pixels. Pure; safe for the browser. */
import { pixelsOfRuns, runsOf, type Mask } from "./run-lengths";

/** Right, down, left, up. */
const STEPS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/**
 * The rings around what is inside: outer ones clockwise (y points down), those of holes the other way. Pixels that touch at a
 * corner only are apart. Each edge of a pixel with the outside behind it belongs to one ring.
 */
function ringsOf(pixels: Uint8Array, height: number, width: number): number[][] {
  const inside = (x: number, y: number) => x >= 0 && y >= 0 && x < width && y < height && pixels[y * width + x] === 1;
  /** Edges that were walked along, by where they begin and their direction. */
  const walked = new Set<number>();
  // Going right with the inside below, down with it on the left, and so on: it is always on the right hand.
  const isEdge = (x: number, y: number, direction: number): boolean => {
    switch (direction) {
      case 0:
        return inside(x, y) && !inside(x, y - 1);
      case 1:
        return inside(x - 1, y) && !inside(x, y);
      case 2:
        return inside(x - 1, y - 1) && !inside(x - 1, y);
      default:
        return inside(x, y - 1) && !inside(x - 1, y - 1);
    }
  };
  const keyOf = (x: number, y: number, direction: number) => (y * (width + 1) + x) * 4 + direction;
  const rings: number[][] = [];
  for (let startY = 0; startY < height; startY += 1)
    for (let startX = 0; startX < width; startX += 1) {
      // Every ring goes right somewhere.
      if (!isEdge(startX, startY, 0) || walked.has(keyOf(startX, startY, 0))) continue;
      const ring: number[] = [];
      let [x, y, direction] = [startX, startY, 0];
      do {
        walked.add(keyOf(x, y, direction));
        x += STEPS[direction]![0];
        y += STEPS[direction]![1];
        // The sharpest turn to the right keeps pixels apart that touch at a corner.
        const next = [1, 0, 3].map((turn) => (direction + turn) % 4).find((turned) => isEdge(x, y, turned))!;
        if (next !== direction) ring.push(x, y);
        direction = next;
      } while (x !== startX || y !== startY || direction !== 0);
      rings.push(ring);
    }
  return rings;
}

/** Twice the area of a ring, positive where it is clockwise. */
function signedArea(ring: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < ring.length; index += 2)
    sum += ring[index]! * ring[(index + 3) % ring.length]! - ring[(index + 2) % ring.length]! * ring[index + 1]!;
  return sum;
}

/** The outer rings of a mask, x, y, x, y, …, and how many holes are in them; none for a mask that covers nothing. */
export function outlinesOf(mask: Mask): { readonly rings: number[][]; readonly holes: number } {
  const runs = runsOf(mask);
  if (!runs) return { rings: [], holes: 0 };
  const [height, width] = mask.size;
  const all = ringsOf(pixelsOfRuns(runs, height, width), height, width);
  const rings = all.filter((ring) => signedArea(ring) > 0);
  return { rings, holes: all.length - rings.length };
}
