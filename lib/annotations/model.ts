/** What annotation files say, whatever their format. */
import { shortened } from "@/lib/text";

export interface AnnotatedBox {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels of a picture of that size, or shares of its sides (0–1). */
export type BoxScale = "pixels" | "shares" | { readonly width: number; readonly height: number };

/** What one place of a file says about one picture. */
export interface Annotation {
  /** The picture, as the file names it. */
  readonly picture: string;
  readonly labels?: readonly string[];
  readonly caption?: string;
  readonly boxes?: readonly AnnotatedBox[];
  /** What the boxes are measured in; pixels when absent. */
  readonly scale?: BoxScale;
}

/** Something that could not be used, by its place in the file. */
export interface AnnotationProblem {
  readonly where: string;
  readonly reason: string;
}

export interface Parsed {
  readonly annotations: Annotation[];
  readonly problems: AnnotationProblem[];
}

/** A label as sets take it: one line of at most 255 characters; null when nothing is left. */
export function cleanLabel(raw: unknown): string | null {
  if (typeof raw !== "string" && typeof raw !== "number") return null;
  const label = shortened(
    String(raw)
      .replace(/[\u0000-\u001f\u007f]/g, " ")
      .trim(),
    255,
  );
  return label === "" ? null : label;
}

export const isSize = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value) && value > 0;
export const isPlace = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
