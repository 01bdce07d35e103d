/** Tags for colour and composition, from the pixels alone. Pure. */
import type { Raster } from "@/lib/media/pixels";
import type { Scored } from "./reading";

/** Hue in degrees at which each name begins; the first goes around. */
const HUES: readonly (readonly [from: number, name: string])[] = [
  [345, "red"],
  [15, "orange"],
  [45, "yellow"],
  [70, "green"],
  [165, "cyan"],
  [195, "blue"],
  [255, "purple"],
  [310, "pink"],
];
const nameOfHue = (hue: number): string =>
  hue >= 345 || hue < 15 ? "red" : HUES.findLast(([from]) => from !== 345 && hue >= from)![1];

/** A colour that covers this share of the picture is worth a tag. */
const DOMINANT_SHARE = 0.25;
const GREY_SATURATION = 0.12;
/** Below this mean saturation a picture counts as black and white. */
const COLOURLESS = 0.04;
const PANORAMA = 2;
const SQUARE = 1.05;

/** Hue 0–360, saturation and value 0–1. */
export function hsvOf(r: number, g: number, b: number): [hue: number, saturation: number, value: number] {
  const max = Math.max(r, g, b);
  const range = max - Math.min(r, g, b);
  const raw =
    range === 0 ? 0 : max === r ? ((g - b) / range) % 6 : max === g ? (b - r) / range + 2 : (r - g) / range + 4;
  return [(raw * 60 + 360) % 360, max === 0 ? 0 : range / max, max / 255];
}

/** @param raster the upright picture at any size */
export function colourTags({ data, width, height, channels }: Raster): Scored[] {
  const counts = new Map<string, number>();
  let [saturationSum, light, lightSquares] = [0, 0, 0];
  const pixels = width * height;
  for (let at = 0; at < data.length; at += channels) {
    const [r, g, b] = channels < 3 ? [data[at]!, data[at]!, data[at]!] : [data[at]!, data[at + 1]!, data[at + 2]!];
    const [hue, saturation, value] = hsvOf(r, g, b);
    saturationSum += saturation * value;
    light += value;
    lightSquares += value * value;
    const name =
      value < 0.15 ? "black" : saturation < GREY_SATURATION ? (value > 0.85 ? "white" : "grey") : nameOfHue(hue);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const tags: Scored[] = [];
  const colourless = saturationSum / pixels < COLOURLESS;
  if (colourless) tags.push({ value: "black and white", confidence: 1 });
  else {
    for (const [name, count] of counts) {
      const share = count / pixels;
      if (share >= DOMINANT_SHARE) tags.push({ value: `mostly ${name}`, confidence: Math.min(1, 0.5 + share / 2) });
    }
  }
  const deviation = Math.sqrt(Math.max(0, lightSquares / pixels - (light / pixels) ** 2));
  if (deviation < 0.08) tags.push({ value: "low contrast", confidence: 1 - deviation / 0.16 });
  if (deviation > 0.32) tags.push({ value: "high contrast", confidence: Math.min(1, 0.5 + (deviation - 0.32) * 2) });
  const ratio = Math.max(width, height) / Math.min(width, height);
  tags.push({
    value:
      ratio < SQUARE
        ? "square"
        : ratio >= PANORAMA
          ? "panorama"
          : width > height
            ? "landscape format"
            : "portrait format",
    confidence: 1,
  });
  return tags.sort((a, b) => b.confidence - a.confidence || (a.value < b.value ? -1 : 1));
}
