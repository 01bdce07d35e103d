/** Polygons as pixels: those whose middle lies inside. Pure; safe for the browser. */
import type { Polygon } from "./geometry";

/** Where the edges of rings cross the middle of a row of pixels, from the left. */
function crossingsAt(rings: readonly (readonly number[])[], y: number): number[] {
  const crossings: number[] = [];
  for (const ring of rings)
    for (let index = 0; index < ring.length; index += 2) {
      const next = (index + 2) % ring.length;
      const [x1, y1, x2, y2] = [ring[index]!, ring[index + 1]!, ring[next]!, ring[next + 1]!];
      // The end of an edge belongs to the next one.
      if (y1 <= y === y2 <= y) continue;
      crossings.push(x1 + ((y - y1) / (y2 - y1)) * (x2 - x1));
    }
  return crossings.sort((a, b) => a - b);
}

/** Gives the pixels inside of a polygon to `fill`, as runs along rows: the last is exclusive. Rings in a part are its holes. */
export function fillPolygon(
  polygon: Polygon,
  { width, height }: { readonly width: number; readonly height: number },
  fill: (y: number, first: number, end: number) => void,
): void {
  for (const part of polygon) {
    let [top, bottom] = [Infinity, -Infinity];
    for (let index = 1; index < part[0]!.length; index += 2) {
      top = Math.min(top, part[0]![index]!);
      bottom = Math.max(bottom, part[0]![index]!);
    }
    for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, Math.ceil(bottom)); y += 1) {
      const crossings = crossingsAt(part, y + 0.5);
      for (let index = 0; index + 1 < crossings.length; index += 2) {
        const first = Math.max(0, Math.ceil(crossings[index]! - 0.5));
        const end = Math.min(width, Math.ceil(crossings[index + 1]! - 0.5));
        if (first < end) fill(y, first, end);
      }
    }
  }
}
