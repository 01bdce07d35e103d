/** Masks as pictures that can be laid over another. Needs a browser's canvas. */
import { pixelsOfRuns, runsOf, type Mask } from "@/lib/objects/run-lengths";

const KEPT = 200;
const pictures = new Map<string, string | null>();

/** A PNG of the mask in one colour, clear outside, as an address; null where the mask cannot be read. The latest ones are kept. */
export function maskPicture(mask: Mask, colour: string): string | null {
  const key = `${colour} ${mask.size.join()} ${mask.counts}`;
  const known = pictures.get(key);
  if (known !== undefined) return known;
  const picture = drawn(mask, colour);
  pictures.set(key, picture);
  for (const oldest of pictures.keys()) {
    if (pictures.size <= KEPT) break;
    pictures.delete(oldest);
  }
  return picture;
}

function drawn(mask: Mask, colour: string): string | null {
  const runs = runsOf(mask);
  const [height, width] = mask.size;
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = runs && canvas.getContext("2d");
  if (!context) return null;
  context.fillStyle = colour;
  context.fillRect(0, 0, width, height);
  const image = context.getImageData(0, 0, width, height);
  pixelsOfRuns(runs, height, width).forEach((inside, at) => (image.data[at * 4 + 3] = inside ? 255 : 0));
  context.putImageData(image, 0, 0);
  return canvas.toDataURL();
}
