/** Shapes of the class routes, shared by routes and the browser. */
import { z } from "zod";
import { labelField } from "@/lib/objects/model";
import { countField, uuidField } from "@/lib/validation";

export const ATTRIBUTE_TYPES = ["text", "number", "boolean", "select"] as const;

const edge = z.tuple([countField, countField]).readonly();
const unique = (names: readonly string[]) => new Set(names).size === names.length;

export const skeleton = z
  .strictObject({
    /** Names of the keypoints, in the order in which objects have them. */
    keypoints: z
      .array(labelField)
      .min(1, "At least one keypoint")
      .max(1_000, "At most 1,000 keypoints")
      .refine(unique, "Each keypoint has a name of its own"),
    /** Which keypoints are joined, counted from 0. */
    edges: z.array(edge).max(10_000, "At most 10,000 edges"),
  })
  .refine(({ keypoints, edges }) => edges.flat().every((end) => end < keypoints.length), {
    path: ["edges"],
    error: "An edge joins two keypoints, counted from 0",
  });

const attribute = z
  .strictObject({
    name: labelField,
    type: z.enum(ATTRIBUTE_TYPES, { error: `One of ${ATTRIBUTE_TYPES.join(", ")}` }),
    /** What a `select` chooses from. */
    values: z
      .array(z.string().min(1).max(255))
      .min(1, "At least one value")
      .max(1_000, "At most 1,000 values")
      .optional(),
    default: z.union([z.string().max(5_000), z.number(), z.boolean()]).optional(),
  })
  .refine(({ type, values }) => (type === "select") === (values !== undefined), {
    path: ["values"],
    error: "A select has values to choose from, and nothing else has",
  })
  .refine(({ type, values, default: given }) => given === undefined || fits(type, given, values), {
    path: ["default"],
    error: "The default is a value of the attribute's type",
  });

const fits = (type: string, given: string | number | boolean, values: readonly string[] = []): boolean =>
  (({ text: typeof given === "string", select: values.includes(String(given)) }) as Record<string, boolean>)[type] ??
  typeof given === type;

export const attributes = z
  .array(attribute)
  .max(200, "At most 200 attributes")
  .refine((all) => unique(all.map(({ name }) => name)), "Each attribute has a name of its own");

/** Names of the keypoints of a class, and which of them are joined, counted from 0. */
const skeletonDto = z.strictObject({ keypoints: z.array(z.string()).readonly(), edges: z.array(edge).readonly() });
export type Skeleton = z.infer<typeof skeletonDto>;
/** An attribute that objects of a class can have. */
const attributeDto = z.strictObject({
  name: z.string(),
  type: z.enum(ATTRIBUTE_TYPES),
  values: z.array(z.string()).readonly().optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
});
export type AttributeSchema = z.infer<typeof attributeDto>;

const definition = z.strictObject({
  name: labelField,
  /** null: the one that follows from its place. */
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, "A colour is # and six hexadecimal digits")
    .transform((color) => color.toLowerCase())
    .nullable()
    .optional(),
  skeleton: skeleton.nullable().optional(),
  attributes: attributes.nullable().optional(),
});

const EDITS = ["rename", "merge", "reorder", "remove", "define"] as const;
export type ClassEditKind = (typeof EDITS)[number];

/** One edit of the list of classes. */
export const classEdit = z
  .strictObject({
    /** A class gets another name, on everything that has it. */
    rename: z.strictObject({ from: labelField, to: labelField }).optional(),
    /** Classes become another one, which is there. */
    merge: z
      .strictObject({ from: z.array(labelField).min(1, "At least one class").max(10_000), to: labelField })
      .refine(({ from, to }) => !from.includes(to), { path: ["from"], error: "A class cannot be merged into itself" })
      .optional(),
    /** All classes in the order that they are to have. */
    reorder: z.array(labelField).max(10_000).refine(unique, "Each class stands in the order once").optional(),
    /** A class goes, with its objects and from the items that are labelled so. */
    remove: labelField.optional(),
    /** A class that is new, or details of one that is there. */
    define: definition.optional(),
  })
  .refine((edit) => Object.keys(edit).length === 1, `Exactly one of ${EDITS.join(", ")}`);
export type ClassEdit = z.output<typeof classEdit>;

export const classesQuery = z.strictObject({ snapshot_id: uuidField.optional(), state_id: uuidField.optional() });
export type ClassesQuery = z.infer<typeof classesQuery>;

export const classDto = z
  .strictObject({
    index: countField.describe("Its place, from 0. Only reordering moves it; a class that was removed leaves a gap."),
    name: z.string(),
    color: z.string().describe("`#rrggbb`"),
    skeleton: skeletonDto.optional(),
    attributes: z.array(attributeDto).readonly().optional(),
  })
  .meta({ id: "Class" });
export type ClassDto = z.infer<typeof classDto>;
export const classesDto = z.strictObject({
  classes: z.array(classDto).readonly().describe("By index."),
});
export type ClassesDto = z.infer<typeof classesDto>;

/** What differs between the classes of two versions. */
export const classChangesDto = z
  .strictObject({
    added: z.array(classDto).readonly(),
    removed: z.array(classDto).readonly(),
    changed: z
      .array(
        z.strictObject({
          before: classDto,
          after: classDto,
        }),
      )
      .readonly()
      .describe("Those of both that have another index, colour, skeleton or attributes."),
  })
  .meta({ id: "ClassChanges" });
export type ClassChanges = z.infer<typeof classChangesDto>;
