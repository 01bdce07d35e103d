const COLOURS = ["#ff6b4a", "#35c2ff", "#ffd23f", "#7bd65a", "#d68cff", "#ff7fb5"];

/** The same label has the same colour in every image, large or small. Pure. */
export const colourOf = (label: string): string =>
  COLOURS[[...label].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) >>> 0, 7) % COLOURS.length]!;
