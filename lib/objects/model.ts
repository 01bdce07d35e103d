/**
 * What an item's objects are: geometry in pixels of the picture as shown, from the top left, with what belongs to it. Numbers
 * stay as they were given. Pure; safe for the browser.
 */
import { z } from "zod";
import { uuidField } from "@/lib/validation";
import { boundsOf, isEmptyBounds, type Bounds } from "./geometry";
import { encodeRuns, runsOf } from "./run-lengths";

/** Kinds of geometry, the one that says most first: an object's main kind is the first that it has. */
export const OBJECT_TYPES = ["keypoints", "mask", "polygon", "rotated_box", "polyline", "box"] as const;
export type ObjectType = (typeof OBJECT_TYPES)[number];
export const isObjectType = (text: string): text is ObjectType => (OBJECT_TYPES as readonly string[]).includes(text);

export const MAX_POINTS = 200_000;
const MAX_MASK_TEXT = 4_000_000;

const number = z.number();
const flatPoints = (least: number) =>
  z
    .array(number)
    .min(2 * least, `At least ${least} points`)
    .max(2 * MAX_POINTS, "Too many points")
    .refine((points) => points.length % 2 === 0, "Points are pairs of x and y");
/** Parts of a polygon: each an outer ring and the holes in it. */
const polygon = z.array(z.array(flatPoints(3)).min(1, "A part has an outer ring")).min(1, "At least one part");
const mask = z
  .strictObject({
    size: z.tuple([z.number().int().positive(), z.number().int().positive()]),
    counts: z.union([
      z.string().max(MAX_MASK_TEXT, "The mask is too long"),
      z.array(z.number().int().min(0)).max(MAX_MASK_TEXT, "The mask is too long"),
    ]),
  })
  .transform(({ size, counts }) => ({ size, counts: typeof counts === "string" ? counts : encodeRuns(counts) }))
  .refine((value) => runsOf(value) !== null, "The run lengths do not cover the picture's height × width exactly");
const rotatedBox = z.strictObject({
  cx: number,
  cy: number,
  width: z.number().positive(),
  height: z.number().positive(),
  /** Degrees clockwise. */
  angle: number,
});
/** x, y and visibility: 0 not labelled, 1 labelled but not visible, 2 visible. */
const keypoint = z.tuple([number, number, z.union([z.literal(0), z.literal(1), z.literal(2)])]);
const keypoints = z.array(keypoint).min(1, "At least one point").max(10_000, "Too many points");

const attribute = z.union([z.string().max(5_000), number, z.boolean(), z.null()]);
const text = (max: number) => z.string().max(max, `At most ${max} characters`);
export const SOURCE_KINDS = ["person", "file", "model"] as const;

/** What an object or a class is called: one line of up to 255 characters. */
export const labelField = z
  .string({ error: "An object needs a label" })
  .trim()
  .min(1, "An object needs a label")
  .max(255, "A label has at most 255 characters")
  .regex(/^[^\u0000-\u001f\u007f]*$/, "Control characters are not allowed");

const shape = {
  label: labelField,
  type: z.enum(OBJECT_TYPES, { error: `One of ${OBJECT_TYPES.join(", ")}` }).optional(),
  col_x: number.optional(),
  row_y: number.optional(),
  width: z.number().min(0).optional(),
  height: z.number().min(0).optional(),
  polygon: polygon.optional(),
  mask: mask.optional(),
  rotated_box: rotatedBox.optional(),
  polyline: flatPoints(2).optional(),
  keypoints: keypoints.optional(),
  attributes: z.record(z.string().min(1).max(255), z.union([attribute, z.array(attribute).max(1_000)])).optional(),
  confidence: number.optional(),
  source: z.strictObject({ kind: z.enum(SOURCE_KINDS), id: text(255) }).optional(),
  flags: z
    .strictObject({
      crowd: z.boolean().optional(),
      occluded: z.boolean().optional(),
      truncated: z.boolean().optional(),
    })
    .optional(),
  track_id: z.union([text(255), z.number().int()]).optional(),
  /** On a video: when, in milliseconds from its beginning. */
  time_ms: z.number().min(0).optional(),
  /** Fields of the format that it came from which have no place of their own. */
  extra: z.record(z.string().max(255), z.unknown()).optional(),
} as const;

const BOX = ["col_x", "row_y", "width", "height"] as const;
type Given = z.output<ReturnType<typeof z.strictObject<typeof shape>>>;

const given = (object: Given): Bounds | null => {
  const [col_x, row_y, width, height] = BOX.map((side) => object[side]);
  return col_x !== undefined && row_y !== undefined && width !== undefined && height !== undefined
    ? { col_x, row_y, width, height }
    : null;
};

/** The kinds of geometry that an object has. */
export const typesOf = (object: Partial<Record<ObjectType, unknown>>): ObjectType[] =>
  OBJECT_TYPES.filter((type) => type === "box" || object[type] !== undefined);

/** Gives it its bounding box and its main kind. */
function complete(object: Given, context: z.core.$RefinementCtx): Given & Bounds & { readonly type: ObjectType } {
  const refuse = (message: string, ...path: string[]) => {
    context.addIssue({ code: "custom", path, message });
    return z.NEVER;
  };
  const sides = BOX.filter((side) => object[side] !== undefined).length;
  if (sides !== 0 && sides !== BOX.length) return refuse(`A box has all of ${BOX.join(", ")}`);
  const bounds = given(object) ?? boundsOf(object);
  if (!bounds)
    return refuse("An object needs a geometry: a box, or another kind that something of lies in the picture");
  const types = typesOf(object);
  const type = object.type ?? types[0]!;
  if (!types.includes(type)) return refuse(`It has no ${type.replace("_", " ")}`, "type");
  if (type === "box" && isEmptyBounds(bounds)) return refuse("A box needs a positive width and height", "width");
  return { ...object, ...bounds, type };
}

/** An object as a file has it: without an identity of ours. */
export const foundObject = z.strictObject(shape).transform(complete);
/** An object as it is written by REST. One without an `object_id` is new. */
export const objectInput = z
  .strictObject({ ...shape, object_id: uuidField.optional() })
  .transform((object, context) => {
    const { object_id, ...rest } = object;
    return { ...complete(rest, context), ...(object_id === undefined ? {} : { object_id }) };
  });

export type FoundObject = z.output<typeof foundObject>;
export type FoundObjectInput = z.input<typeof foundObject>;
/** An object of an item. Its id is its own through edits, restores, clones and exports. */
export const itemObject = z
  .strictObject({
    object_id: uuidField,
    ...shape,
    type: z.enum(OBJECT_TYPES),
    col_x: number,
    row_y: number,
    width: z.number(),
    height: z.number(),
    mask: z
      .strictObject({ size: z.tuple([z.int(), z.int()]), counts: z.string() })
      .optional()
      .describe("COCO's compressed run lengths."),
  })
  .meta({ id: "Object" });
export type ItemObject = FoundObject & { readonly object_id: string };
export type ObjectInput = z.output<typeof objectInput>;
