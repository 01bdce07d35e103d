/** What annotation files say, whatever their format. */
import { z } from "zod";
import type { AppliedModel } from "@/lib/applied-models/schema";
import type { ClassDetails } from "@/lib/classes/list";
import type { Field } from "@/lib/fields/rules";
import { foundObject, type FoundObject, type FoundObjectInput } from "@/lib/objects/model";
import { usualObject } from "@/lib/objects/usual-object";
import { shortened } from "@/lib/text";
import { countField } from "@/lib/validation";

/** What places are measured in: pixels of a picture of that size as it is stored, or shares of the sides of the shown one (0–1). */
export type Scale = "pixels" | "shares" | { readonly width: number; readonly height: number };

/** What one place of a file says about one picture. */
export interface Annotation {
  /** The picture, as the file names it. */
  readonly picture: string;
  /** Other names that it may be found under when nothing is called that, the likeliest first. */
  readonly also?: readonly string[];
  readonly labels?: readonly string[];
  /** In their order. */
  readonly captions?: readonly string[];
  readonly objects?: readonly FoundObject[];
  /** What the objects are measured in; pixels when absent. */
  readonly scale?: Scale;
  readonly split?: string;
  /** The licence's name. */
  readonly license?: string;
  readonly source_url?: string;
  readonly tags?: readonly string[];
  /** Further labels, which were passed on from neighbours and which nobody has confirmed. */
  readonly propagated?: readonly string[];
  /** Runs of models that covered the picture, by what `Parsed` calls them. */
  readonly models?: readonly string[];
  /** It says what a version said: nothing is taken for a mistake, such as objects outside of the picture. */
  readonly isExact?: true;
  /** Values of metadata fields, by the field's name. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Hexadecimal sha256 of the picture's file: it finds the picture where nothing is called so. */
  readonly sha256?: string;
  /** What the picture is called in the dataset that it comes from; it is called that again where it is added. */
  readonly called?: string;
  /** Its place in the file, such as `annotations[3]`; the picture's name stands for it when absent. */
  readonly where?: string;
}

/** Something that could not be used, by its place in the file. */
export interface AnnotationProblem {
  readonly where: string;
  readonly reason: string;
}

export const LOSS_UNITS = ["objects", "pictures", "values"] as const;
/** What an import or an export does not keep, and why. */
export const loss = z
  .strictObject({
    what: z.string().describe("In plain words: `areas`, `points of a skeleton`."),
    unit: z.enum(LOSS_UNITS),
    count: countField,
    why: z.string(),
  })
  .meta({ id: "Loss" });
export type Loss = z.infer<typeof loss>;

/** A class as a file lists it, in the file's order. */
export interface FoundClass extends ClassDetails {
  readonly name: string;
  /** Its place in a list that has gaps. */
  readonly index?: number;
  /** Only items as a whole were labelled with it. */
  readonly forItems?: true;
}

export interface Parsed {
  readonly annotations: Annotation[];
  readonly problems: AnnotationProblem[];
  readonly losses?: readonly Loss[];
  readonly classes?: readonly FoundClass[];
  /** Metadata fields that the file declares. */
  readonly fields?: readonly Field[];
  /** Models that its pictures may have been covered by. */
  readonly models?: readonly FoundModel[];
  /** The place after the last one that its list of classes ever had. */
  readonly classesEnd?: number;
}

/** A model that enriched what files come from. */
export interface FoundModel {
  readonly run: string;
  readonly model: AppliedModel;
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

/** An object as a file has it, or what is wrong with it in words. */
export function readObject(
  input: FoundObjectInput | Record<string, unknown>,
): FoundObject | { readonly wrong: string } {
  const usual = usualObject(input as Record<string, unknown>);
  if (usual) return usual;
  const parsed = foundObject.safeParse(input);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  return { wrong: path.length > 0 && path[0] !== "label" ? `${path.join(".")}: ${message}` : message };
}
export const isWrong = (object: FoundObject | { readonly wrong: string }): object is { readonly wrong: string } =>
  "wrong" in object;

export const isSize = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value) && value > 0;
export const isPlace = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
