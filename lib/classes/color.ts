const COLORS = ["#ff6b4a", "#35c2ff", "#ffd23f", "#7bd65a", "#d68cff", "#ff7fb5"];

/** The colour of a class that has none of its own: the same in every picture, large or small. Pure. */
export const colorOfName = (name: string): string =>
  COLORS[[...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) >>> 0, 7) % COLORS.length]!;
