/** Told apart from each other and from most pictures; neighbours in the list differ most. */
const COLORS = [
  "#ff6b4a",
  "#35c2ff",
  "#ffd23f",
  "#7bd65a",
  "#d68cff",
  "#ff7fb5",
  "#2ee6c5",
  "#ff9f1c",
  "#7f8cff",
  "#c5e84c",
  "#ff5c8a",
  "#4fb3a5",
  "#e0a96d",
  "#a9def9",
  "#b388ff",
  "#f25f5c",
  "#9be564",
  "#ffb3c6",
  "#5ad1e6",
  "#e6c229",
] as const;

/** `#rrggbb` of a class that has none of its own, from its place in the list: it stays as long as that does. Pure. */
export const colorOfIndex = (index: number): string => COLORS[index % COLORS.length]!;

/** The colour of a label whose class is not known yet: the same in every picture. */
export const colorOfName = (name: string): string =>
  COLORS[[...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) >>> 0, 7) % COLORS.length]!;
