/**
 * Reads BMP files, which sharp does not: palettes of 1, 4 and 8 bits, run lengths, 16, 24 and 32 bits with or without
 * masks. Microsoft, "Bitmap Storage" and [MS-WMF] 2.2.2.9. Pure.
 */

export interface BmpImage {
  readonly width: number;
  readonly height: number;
  /** RGBA, rows from the top. */
  readonly data: Uint8Array;
  readonly isOpaque: boolean;
}

/** The file breaks its own format; the text is for a log. */
export class BmpError extends Error {}

const FILE_HEADER_BYTES = 14;
/** OS/2's header, with sides of 16 bits and three bytes a colour. */
const CORE_HEADER_BYTES = 12;
const COMPRESSIONS = { none: 0, rle8: 1, rle4: 2, masks: 3, masksWithAlpha: 6 } as const;
/** Where the masks of the colours lie: behind a header of 40 bytes, and in the same place of a longer one. */
const MASKS_AT = FILE_HEADER_BYTES + 40;

interface Header {
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  readonly bits: number;
  readonly compression: number;
  readonly pixelsAt: number;
  readonly paletteAt: number;
  readonly coloursUsed: number;
  /** Bytes of one colour in the palette. */
  readonly colourBytes: 3 | 4;
  /** Of red, green, blue and alpha; 0 where there is none. */
  readonly masks: readonly [number, number, number, number];
}

const DEFAULT_MASKS: Readonly<Record<number, Header["masks"]>> = {
  16: [0x7c00, 0x03e0, 0x001f, 0],
  32: [0xff0000, 0xff00, 0xff, 0],
};

/** Sides of the picture, for a check before memory is taken. @throws BmpError */
export function readBmpSize(bytes: Uint8Array): { width: number; height: number } {
  const { width, height } = readHeader(bytes);
  return { width, height };
}

function readHeader(bytes: Uint8Array): Header {
  if (bytes.length < FILE_HEADER_BYTES + CORE_HEADER_BYTES) throw new BmpError("shorter than its header");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = view.getUint32(FILE_HEADER_BYTES, true);
  const pixelsAt = view.getUint32(10, true);
  if (headerBytes === CORE_HEADER_BYTES)
    return {
      width: view.getUint16(18, true),
      height: view.getUint16(20, true),
      topDown: false,
      bits: view.getUint16(24, true),
      compression: COMPRESSIONS.none,
      pixelsAt,
      paletteAt: FILE_HEADER_BYTES + CORE_HEADER_BYTES,
      coloursUsed: 0,
      colourBytes: 3,
      masks: [0, 0, 0, 0],
    };
  if (headerBytes < 40 || bytes.length < FILE_HEADER_BYTES + headerBytes) throw new BmpError("unknown header");
  const height = view.getInt32(22, true);
  const bits = view.getUint16(28, true);
  const compression = view.getUint32(30, true);
  const masked = compression === COMPRESSIONS.masks || compression === COMPRESSIONS.masksWithAlpha;
  // Behind the shortest header lie three masks, or four where alpha is announced; longer headers hold them.
  const outside = headerBytes === 40 && masked ? (compression === COMPRESSIONS.masks ? 12 : 16) : 0;
  const hasAlpha = headerBytes >= 56 || compression === COMPRESSIONS.masksWithAlpha;
  if (masked && bytes.length < MASKS_AT + (hasAlpha ? 16 : 12)) throw new BmpError("shorter than its masks");
  const mask = (index: number) => view.getUint32(MASKS_AT + 4 * index, true);
  return {
    width: view.getInt32(18, true),
    height: Math.abs(height),
    topDown: height < 0,
    bits,
    compression,
    pixelsAt,
    paletteAt: FILE_HEADER_BYTES + headerBytes + outside,
    coloursUsed: view.getUint32(46, true),
    colourBytes: 4,
    masks: masked ? [mask(0), mask(1), mask(2), hasAlpha ? mask(3) : 0] : (DEFAULT_MASKS[bits] ?? [0, 0, 0, 0]),
  };
}

/** @throws BmpError for what breaks the format, or ends too early */
export function decodeBmp(bytes: Uint8Array): BmpImage {
  const header = readHeader(bytes);
  const { width, height, bits, compression } = header;
  if (width <= 0 || height <= 0) throw new BmpError("no size");
  const isRuns = compression === COMPRESSIONS.rle8 || compression === COMPRESSIONS.rle4;
  // Before memory is taken for what a header claims.
  if (!isRuns) rowAt(header, bytes, header.topDown ? height - 1 : 0);
  const data = new Uint8Array(width * height * 4);
  if (isRuns) {
    if (bits !== (compression === COMPRESSIONS.rle8 ? 8 : 4)) throw new BmpError("run lengths of other bits");
    paintIndexes(header, bytes, readRuns(header, bytes), data);
  } else if (bits === 1 || bits === 2 || bits === 4 || bits === 8) {
    if (compression !== COMPRESSIONS.none) throw new BmpError(`compression ${compression}`);
    paintIndexes(header, bytes, readIndexes(header, bytes), data);
  } else if (bits === 16 || bits === 24 || bits === 32) {
    if (compression !== COMPRESSIONS.none && bits === 24) throw new BmpError(`compression ${compression}`);
    paintColours(header, bytes, data);
  } else throw new BmpError(`${bits} bits a pixel`);
  return { width, height, data, isOpaque: !settleAlpha(data) };
}

/**
 * Whether a picture is transparent anywhere. One that is everywhere was written by a program that leaves alpha out, and
 * is opaque.
 */
function settleAlpha(data: Uint8Array): boolean {
  let [least, most] = [255, 0];
  for (let at = 3; at < data.length; at += 4) {
    least = Math.min(least, data[at]!);
    most = Math.max(most, data[at]!);
  }
  if (most === 0) for (let at = 3; at < data.length; at += 4) data[at] = 255;
  return most > 0 && least < 255;
}

/** Bytes of one row: rows fill whole words of 32 bits. */
const strideOf = ({ width, bits }: Header): number => Math.ceil((width * bits) / 32) * 4;

/** Where a row of the picture, counted from its top, lies in the file. */
function rowAt(header: Header, bytes: Uint8Array, y: number): number {
  const stride = strideOf(header);
  const at = header.pixelsAt + (header.topDown ? y : header.height - 1 - y) * stride;
  if (at + Math.ceil((header.width * header.bits) / 8) > bytes.length) throw new BmpError("it ends too early");
  return at;
}

/** Numbers of colours, rows from the top. */
function readIndexes(header: Header, bytes: Uint8Array): Uint8Array {
  const { width, height, bits } = header;
  const indexes = new Uint8Array(width * height);
  const mask = (1 << bits) - 1;
  for (let y = 0; y < height; y += 1) {
    const row = rowAt(header, bytes, y);
    for (let x = 0; x < width; x += 1) {
      const bit = x * bits;
      // The leftmost pixel is in the highest bits.
      indexes[y * width + x] = (bytes[row + (bit >> 3)]! >> (8 - bits - (bit & 7))) & mask;
    }
  }
  return indexes;
}

/** The same from run lengths, which go from the bottom up; what they leave out has colour 0. */
function readRuns(header: Header, bytes: Uint8Array): Uint8Array {
  const { width, height, bits } = header;
  const indexes = new Uint8Array(width * height);
  let [x, y, at] = [0, height - 1, header.pixelsAt];
  const next = (): number => {
    if (at >= bytes.length) throw new BmpError("it ends too early");
    return bytes[at++]!;
  };
  const put = (index: number) => {
    if (x < width && y >= 0) indexes[y * width + x] = index;
    x += 1;
  };
  const half = (byte: number, place: number): number => (bits === 8 ? byte : place % 2 === 0 ? byte >> 4 : byte & 15);
  while (y >= 0) {
    const [count, value] = [next(), next()];
    if (count > 0) for (let n = 0; n < count; n += 1) put(half(value, n));
    else if (value === 0) [x, y] = [0, y - 1];
    else if (value === 1) break;
    else if (value === 2) [x, y] = [x + next(), y - next()];
    else {
      const length = Math.ceil((value * bits) / 8);
      const from = at;
      for (let n = 0; n < value; n += 1) {
        const byte = bits === 8 ? from + n : from + (n >> 1);
        if (byte >= bytes.length) throw new BmpError("it ends too early");
        put(half(bytes[byte]!, n));
      }
      // Filled up to a word of 16 bits.
      at = from + length + (length % 2);
    }
  }
  return indexes;
}

function paintIndexes(header: Header, bytes: Uint8Array, indexes: Uint8Array, data: Uint8Array): void {
  const { paletteAt, colourBytes, coloursUsed, bits, pixelsAt } = header;
  // Some writers leave the count at 0 with a shorter palette; it never reaches into the pixels.
  const room = Math.floor((Math.min(pixelsAt, bytes.length) - paletteAt) / colourBytes);
  const count = Math.min(coloursUsed || 2 ** bits, 2 ** bits, room);
  if (count <= 0) throw new BmpError("no palette");
  for (let i = 0; i < indexes.length; i += 1) {
    // A number beyond the palette is black, as other readers have it.
    const at = indexes[i]! < count ? paletteAt + indexes[i]! * colourBytes : -1;
    if (at >= 0) {
      data[i * 4] = bytes[at + 2]!;
      data[i * 4 + 1] = bytes[at + 1]!;
      data[i * 4 + 2] = bytes[at]!;
    }
    data[i * 4 + 3] = 255;
  }
}

/** How a channel is taken out of a pixel: shifted down, then stretched from its own bits to eight. */
function channelOf(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const most = mask >>> shift;
  return (pixel) => Math.round((((pixel & mask) >>> shift) * 255) / most);
}

function paintColours(header: Header, bytes: Uint8Array, data: Uint8Array): void {
  const { width, height, bits, masks } = header;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [red, green, blue, alpha] = masks.map(channelOf) as [
    (pixel: number) => number,
    (pixel: number) => number,
    (pixel: number) => number,
    (pixel: number) => number,
  ];
  for (let y = 0; y < height; y += 1) {
    const row = rowAt(header, bytes, y);
    for (let x = 0; x < width; x += 1) {
      const to = (y * width + x) * 4;
      data[to + 3] = 255;
      if (bits === 24) {
        const at = row + x * 3;
        data[to] = bytes[at + 2]!;
        data[to + 1] = bytes[at + 1]!;
        data[to + 2] = bytes[at]!;
      } else {
        const pixel = bits === 16 ? view.getUint16(row + x * 2, true) : view.getUint32(row + x * 4, true);
        data[to] = red(pixel);
        data[to + 1] = green(pixel);
        data[to + 2] = blue(pixel);
        if (masks[3] !== 0) data[to + 3] = alpha(pixel);
      }
    }
  }
}
