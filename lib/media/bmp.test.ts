import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBmp, readBmpSize } from "./bmp";

type Colour = readonly [red: number, green: number, blue: number];
interface Parts {
  readonly width: number;
  /** Negative for rows from the top. */
  readonly height: number;
  readonly bits: number;
  readonly compression?: number;
  readonly palette?: readonly Colour[];
  readonly coloursUsed?: number;
  /** Of red, green, blue and, in a header of 56 bytes, alpha. */
  readonly masks?: readonly number[];
  readonly pixels: Uint8Array;
}

function bmp({ width, height, bits, compression = 0, palette = [], coloursUsed, masks = [], pixels }: Parts): Buffer {
  const header = Buffer.alloc(14 + 40);
  header.write("BM");
  header.writeUInt32LE(masks.length === 4 ? 56 : 40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(bits, 28);
  header.writeUInt32LE(compression, 30);
  header.writeUInt32LE(coloursUsed ?? palette.length, 46);
  const behind = Buffer.alloc(masks.length * 4);
  masks.forEach((mask, index) => behind.writeUInt32LE(mask, index * 4));
  const colours = Buffer.from(palette.flatMap(([red, green, blue]) => [blue, green, red, 0]));
  header.writeUInt32LE(header.length + behind.length + colours.length, 10);
  return Buffer.concat([header, behind, colours, pixels]);
}

/** Packs rows of numbers, from the bottom up unless told, each filled to 32 bits. */
function packed(rows: readonly (readonly number[])[], bits: number, topDown = false): Uint8Array {
  const stride = Math.ceil((rows[0]!.length * bits) / 32) * 4;
  const bytes = new Uint8Array(stride * rows.length);
  (topDown ? rows : [...rows].reverse()).forEach((row, y) =>
    row.forEach((value, x) => {
      for (let bit = 0; bit < bits; bit += 1) {
        const at = x * bits + bit;
        if ((value >> (bits - 1 - bit)) & 1) bytes[y * stride + (at >> 3)]! |= 0x80 >> (at & 7);
      }
    }),
  );
  return bytes;
}

const rgb = (data: Uint8Array): Colour[] =>
  Array.from({ length: data.length / 4 }, (_, i) => [data[i * 4]!, data[i * 4 + 1]!, data[i * 4 + 2]!]);

const RED: Colour = [220, 30, 30];
const GREEN: Colour = [30, 200, 40];
const BLUE: Colour = [40, 60, 220];
const FOUR = [RED, GREEN, BLUE, [240, 240, 240]] as const;

describe("palettes", () => {
  it("of every number of bits and every width are painted as drawn", () =>
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2, 4, 8),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        fc.infiniteStream(fc.nat(255)),
        (bits, width, height, topDown, numbers) => {
          const take = () => numbers.next().value;
          const palette = Array.from({ length: 2 ** bits }, (): Colour => [take(), take(), take()]);
          const rows = Array.from({ length: height }, () => Array.from({ length: width }, () => take() % 2 ** bits));
          const file = bmp({
            width,
            height: topDown ? -height : height,
            bits,
            palette,
            pixels: packed(rows, bits, topDown),
          });
          const image = decodeBmp(file);
          expect([image.width, image.height, image.isOpaque]).toEqual([width, height, true]);
          expect(rgb(image.data)).toEqual(rows.flat().map((index) => palette[index]));
        },
      ),
    ));

  it("of grey are grey", () => {
    const palette = Array.from({ length: 256 }, (_, n): Colour => [n, n, n]);
    const image = decodeBmp(bmp({ width: 3, height: 1, bits: 8, palette, pixels: packed([[0, 128, 255]], 8) }));
    expect(rgb(image.data)).toEqual([
      [0, 0, 0],
      [128, 128, 128],
      [255, 255, 255],
    ]);
  });

  it("whose count is left out go as far as the pixels", () => {
    const file = bmp({ width: 3, height: 1, bits: 8, palette: FOUR, coloursUsed: 0, pixels: packed([[0, 3, 9]], 8) });
    expect(rgb(decodeBmp(file).data)).toEqual([RED, FOUR[3], [0, 0, 0]]);
  });

  it("of OS/2 have three bytes a colour", () => {
    const header = Buffer.alloc(26);
    header.write("BM");
    header.writeUInt32LE(26 + 6, 10);
    header.writeUInt32LE(12, 14);
    header.writeUInt16LE(3, 18);
    header.writeUInt16LE(1, 20);
    header.writeUInt16LE(1, 22);
    header.writeUInt16LE(1, 24);
    const colours = Buffer.from([...RED].reverse().concat([...GREEN].reverse()));
    const file = Buffer.concat([header, colours, packed([[0, 1, 0]], 1)]);
    expect(readBmpSize(file)).toEqual({ width: 3, height: 1 });
    expect(rgb(decodeBmp(file).data)).toEqual([RED, GREEN, RED]);
  });
});

describe("run lengths", () => {
  it("of 8 bits: runs, ends of lines, jumps, single ones, and the end", () => {
    // From the bottom: red red green | (one further) blue | single ones, filled to a word.
    const pixels = Uint8Array.from([2, 0, 1, 1, 0, 0, 0, 2, 1, 0, 1, 2, 0, 0, 0, 3, 3, 2, 1, 0, 0, 1]);
    const file = bmp({ width: 3, height: 3, bits: 8, compression: 1, palette: FOUR, pixels });
    expect(rgb(decodeBmp(file).data)).toEqual([FOUR[3], BLUE, GREEN, RED, BLUE, RED, RED, RED, GREEN]);
  });

  it("of 4 bits: two numbers in turn, and single ones", () => {
    const pixels = Uint8Array.from([5, 0x12, 0, 0, 0, 5, 0x01, 0x23, 0x00, 0, 0, 1]);
    const file = bmp({ width: 5, height: 2, bits: 4, compression: 2, palette: FOUR, pixels });
    expect(rgb(decodeBmp(file).data)).toEqual([
      ...[0, 1, 2, 3, 0].map((index) => FOUR[index]),
      ...[1, 2, 1, 2, 1].map((index) => FOUR[index]),
    ]);
  });

  it("that go beyond the picture paint nothing there", () => {
    const pixels = Uint8Array.from([9, 1, 0, 0, 9, 2, 0, 0, 9, 3, 0, 1]);
    const file = bmp({ width: 2, height: 1, bits: 8, compression: 1, palette: FOUR, pixels });
    expect(rgb(decodeBmp(file).data)).toEqual([GREEN, GREEN]);
  });
});

describe("colours", () => {
  const words = (values: readonly number[], bytes: 2 | 4) => {
    const buffer = Buffer.alloc(Math.ceil((values.length * bytes) / 4) * 4);
    values.forEach((value, at) => buffer.writeUIntLE(value, at * bytes, bytes));
    return buffer;
  };

  it("of 24 bits, with a width that fills no word", () => {
    const pixels = Buffer.from([...[RED, GREEN, BLUE].flatMap((colour) => [...colour].reverse()), 0, 0, 0]);
    expect(rgb(decodeBmp(bmp({ width: 3, height: 1, bits: 24, pixels })).data)).toEqual([RED, GREEN, BLUE]);
  });

  it("of 16 bits, five each", () => {
    const pixels = words([0x7c00, 0x03e0, 0x001f], 2);
    expect(rgb(decodeBmp(bmp({ width: 3, height: 1, bits: 16, pixels })).data)).toEqual([
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
    ]);
  });

  it("of 16 bits with masks", () => {
    const masks = [0xf800, 0x07e0, 0x001f];
    const pixels = words([0xf800, 0x07e0, 0xffff], 2);
    expect(rgb(decodeBmp(bmp({ width: 3, height: 1, bits: 16, compression: 3, masks, pixels })).data)).toEqual([
      [255, 0, 0],
      [0, 255, 0],
      [255, 255, 255],
    ]);
  });

  it("of 32 bits, whose fourth byte means nothing", () => {
    const image = decodeBmp(bmp({ width: 2, height: 1, bits: 32, pixels: words([0x00dc1e1e, 0x80283cdc], 4) }));
    expect([rgb(image.data), image.isOpaque]).toEqual([[RED, BLUE], true]);
  });

  it("of 32 bits with alpha, and with alpha left out", () => {
    const masks = [0xff0000, 0xff00, 0xff, 0xff000000];
    const read = (values: number[]) =>
      decodeBmp(bmp({ width: 2, height: 1, bits: 32, compression: 3, masks, pixels: words(values, 4) }));
    const clear = read([0xffdc1e1e, 0x40283cdc]);
    expect([rgb(clear.data), clear.data[3], clear.data[7], clear.isOpaque]).toEqual([[RED, BLUE], 255, 0x40, false]);
    const none = read([0x00dc1e1e, 0x00283cdc]);
    expect([rgb(none.data), none.data[3], none.isOpaque]).toEqual([[RED, BLUE], 255, true]);
  });
});

describe("what breaks the format", () => {
  const whole = bmp({ width: 5, height: 4, bits: 8, palette: FOUR, pixels: packed([[0], [0], [0], [0]], 8) });
  it.each<[string, Buffer]>([
    ["half a header", whole.subarray(0, 20)],
    ["a header of unknown length", Buffer.from(whole).fill(9, 14, 18)],
    ["no size", bmp({ width: 0, height: 4, bits: 8, palette: FOUR, pixels: new Uint8Array(9) })],
    ["too few rows", bmp({ width: 5, height: 4, bits: 8, palette: FOUR, pixels: new Uint8Array(20) })],
    ["a size beyond all files", bmp({ width: 16_000, height: 16_000, bits: 24, pixels: new Uint8Array(9) })],
    ["three bits", bmp({ width: 1, height: 1, bits: 3, palette: FOUR, pixels: new Uint8Array(4) })],
    ["no palette", bmp({ width: 1, height: 1, bits: 8, pixels: new Uint8Array(4) })],
    [
      "runs that end too early",
      bmp({ width: 5, height: 5, bits: 8, compression: 1, palette: FOUR, pixels: packed([[5]], 8) }),
    ],
    [
      "runs of other bits",
      bmp({ width: 1, height: 1, bits: 4, compression: 1, palette: FOUR, pixels: new Uint8Array(4) }),
    ],
    ["a JPEG inside", bmp({ width: 1, height: 1, bits: 8, compression: 4, palette: FOUR, pixels: new Uint8Array(4) })],
  ])("is refused: %s", (_what, file) => expect(() => decodeBmp(file)).toThrow(/./));

  it("never reads on for ever, or beyond the file", () =>
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const file = Buffer.from(whole);
        file[at] = byte;
        let size: { width: number; height: number };
        try {
          size = readBmpSize(file);
          if (size.width * size.height > 1e6) return;
          expect(decodeBmp(file).data).toHaveLength(size.width * size.height * 4);
        } catch (error) {
          expect((error as Error).name).toBe("Error");
        }
      }),
      { numRuns: 2_000 },
    ));
});
