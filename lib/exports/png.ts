/** Small pictures of numbers as PNG: a mask, or indices into a palette. Pure. Format: https://www.w3.org/TR/png-3/ */
import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const GREY = 0;
const PALETTE = 3;

function chunk(type: string, content: Uint8Array): Buffer {
  const written = Buffer.alloc(12 + content.byteLength);
  written.writeUInt32BE(content.byteLength, 0);
  written.write(type, 4, "latin1");
  written.set(content, 8);
  written.writeUInt32BE(crc32(written.subarray(4, 8 + content.byteLength)), 8 + content.byteLength);
  return written;
}

function png(
  width: number,
  height: number,
  bits: number,
  kind: number,
  rows: Uint8Array,
  palette?: Uint8Array,
): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([bits, kind, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", head),
    ...(palette ? [chunk("PLTE", palette)] : []),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", new Uint8Array()),
  ]);
}

/** Black and white, one bit a pixel. @param pixels row by row, what is not 0 is white */
export function maskPng(pixels: Uint8Array, width: number, height: number): Buffer {
  // Each row begins with a byte that names its filter: none.
  const bytes = 1 + Math.ceil(width / 8);
  const rows = new Uint8Array(bytes * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      if (pixels[y * width + x] !== 0) rows[y * bytes + 1 + (x >> 3)]! |= 0x80 >> (x & 7);
  return png(width, height, 1, GREY, rows);
}

/** One byte a pixel, each the number of a colour. @param palette red, green and blue of each number */
export function indexedPng(indices: Uint8Array, width: number, height: number, palette: Uint8Array): Buffer {
  const rows = new Uint8Array((1 + width) * height);
  for (let y = 0; y < height; y += 1) rows.set(indices.subarray(y * width, (y + 1) * width), y * (1 + width) + 1);
  return png(width, height, 8, PALETTE, rows, palette);
}
