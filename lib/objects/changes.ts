/** What became of an item's objects from one version of it to another, told by their ids. Pure; safe for the browser. */
import { z } from "zod";
import { uuidField } from "@/lib/validation";
import type { Bounds, RotatedBox } from "./geometry";
import { runsOf, type Mask } from "./run-lengths";
import { OBJECT_TYPES, typesOf, type ItemObject, type ObjectType } from "./model";

/** What can become of an object; it is reshaped where it did something else than move, grow or turn as a whole. */
export const OBJECT_CHANGES = [
  "added",
  "removed",
  "moved",
  "resized",
  "rotated",
  "reshaped",
  "relabelled",
  "attributes",
  "details",
] as const;
export type ObjectChangeKind = (typeof OBJECT_CHANGES)[number];

export const attributeChange = z.strictObject({
  name: z.string(),
  before: z.unknown().optional().describe("Absent where the object did not have it."),
  after: z.unknown().optional().describe("Absent where the object has it no more."),
});
export type AttributeChange = z.infer<typeof attributeChange>;

export const objectChange = z
  .strictObject({
    object_id: uuidField,
    label: z.string().describe("What it is called now, or was called when it went."),
    type: z.enum(OBJECT_TYPES),
    changes: z.array(z.enum(OBJECT_CHANGES)).readonly().describe("In the order of `OBJECT_CHANGES`, at least one."),
    label_before: z.string().optional().describe("What it was called before it was relabelled."),
    drawn: z.array(z.enum(OBJECT_TYPES)).readonly().optional().describe("Kinds of geometry that it got."),
    erased: z.array(z.enum(OBJECT_TYPES)).readonly().optional().describe("Kinds of geometry that it lost."),
    attributes: z.array(attributeChange).readonly().optional(),
    details: z.array(z.string()).readonly().optional().describe("Its other fields that differ, such as `confidence`."),
  })
  .meta({ id: "ObjectChange" });
export type ObjectChange = z.infer<typeof objectChange>;

export const objectChangesDto = z
  .strictObject({
    objects: z
      .array(objectChange)
      .readonly()
      .describe(
        "Those that are there in their order, then those that went. An object that is the same is not among them.",
      ),
    reordered: z.boolean().describe("Whether those that stayed stand in another order."),
  })
  .meta({ id: "ObjectChanges" });
export type ObjectChanges = z.infer<typeof objectChangesDto>;

type Shift = "moved" | "resized" | "rotated" | "reshaped";
type Side = readonly [from: number, to: number];

/** Sums of given numbers differ in their last digits: a millionth of a pixel is nothing that anybody did. */
const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6;

function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [one, other] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  // What is undefined is not there.
  return [...new Set([...one.keys(), ...other.keys()])].every((key) => isSame(one.get(key), other.get(key)));
}

/** One side of a shape. Pulled at one end it grew, and did not move. */
function shiftOfSide(before: Side, after: Side): Shift[] {
  const keepsStart = isNear(before[0], after[0]);
  if (isNear(before[1] - before[0], after[1] - after[0])) return keepsStart ? [] : ["moved"];
  return keepsStart || isNear(before[1], after[1]) ? ["resized"] : ["moved", "resized"];
}

const shiftOfBox = (before: Bounds, after: Bounds): Shift[] => [
  ...shiftOfSide([before.col_x, before.col_x + before.width], [after.col_x, after.col_x + after.width]),
  ...shiftOfSide([before.row_y, before.row_y + before.height], [after.row_y, after.row_y + after.height]),
];

function shiftOfRotatedBox(before: RotatedBox, after: RotatedBox): Shift[] {
  const [dx, dy] = [after.cx - before.cx, after.cy - before.cy];
  if (before.angle !== after.angle) {
    const isAtPlace = isNear(dx, 0) && isNear(dy, 0);
    const hasSize = isNear(before.width, after.width) && isNear(before.height, after.height);
    return ["rotated", ...(isAtPlace ? [] : ["moved" as const]), ...(hasSize ? [] : ["resized" as const])];
  }
  // Along its own sides: pulled at one end, its middle moves, and it does not.
  const turn = (before.angle * Math.PI) / 180;
  const [along, across] = [dx * Math.cos(turn) + dy * Math.sin(turn), dy * Math.cos(turn) - dx * Math.sin(turn)];
  const around = (middle: number, length: number): Side => [middle - length / 2, middle + length / 2];
  return [
    ...shiftOfSide(around(0, before.width), around(along, after.width)),
    ...shiftOfSide(around(0, before.height), around(across, after.height)),
  ];
}

/** Coordinates on one axis; null where they did something else than move and grow together. */
function shiftOfCoordinates(before: readonly number[], after: readonly number[]): Shift[] | null {
  if (before.length !== after.length) return null;
  const spanOf = (values: readonly number[]): Side =>
    values.reduce<Side>(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
  const [was, is] = [spanOf(before), spanOf(after)];
  const factor = was[1] === was[0] ? 1 : (is[1] - is[0]) / (was[1] - was[0]);
  const fits = before.every((value, index) => isNear(is[0] + (value - was[0]) * factor, after[index]!));
  return fits ? shiftOfSide(was, is) : null;
}

/** Rings or lines of x, y, x, y, … */
function shiftOfPoints(before: readonly (readonly number[])[], after: readonly (readonly number[])[]): Shift[] {
  if (
    !isSame(
      before.map(({ length }) => length),
      after.map(({ length }) => length),
    )
  )
    return ["reshaped"];
  const axis = (lists: readonly (readonly number[])[], which: 0 | 1) =>
    lists.flatMap((list) => list.filter((_value, index) => index % 2 === which));
  const shifts = ([0, 1] as const).map((which) => shiftOfCoordinates(axis(before, which), axis(after, which)));
  return shifts.some((shift) => shift === null) ? ["reshaped"] : shifts.flatMap((shift) => shift!);
}

function shiftOfKeypoints(before: Keypoints, after: Keypoints): Shift[] {
  if (
    !isSame(
      before.map(([, , v]) => v),
      after.map(([, , v]) => v),
    )
  )
    return ["reshaped"];
  // One that is not labelled is nowhere: its numbers do not move with the others.
  const nowhere = (points: Keypoints) => points.filter(([, , v]) => v === 0);
  if (!isSame(nowhere(before), nowhere(after))) return ["reshaped"];
  const placed = (points: Keypoints) => [points.filter(([, , v]) => v > 0).flatMap(([x, y]) => [x, y])];
  return shiftOfPoints(placed(before), placed(after));
}

/** What of a mask lies in each column, from left to right and top to bottom: column, first row, number of rows. */
function stretchesOf(mask: Mask): (readonly [column: number, row: number, length: number])[] {
  const [height] = mask.size;
  const stretches: [number, number, number][] = [];
  let at = 0;
  for (const [index, run] of (runsOf(mask) ?? []).entries()) {
    const end = at + run;
    // A run that goes on in the next column is one in each.
    while (index % 2 === 1 && at < end) {
      const last = stretches.at(-1);
      const [column, row] = [Math.floor(at / height), at % height];
      const length = Math.min(end - at, height - row);
      // A run of no pixels outside parts what is one.
      if (last?.[0] === column && last[1] + last[2] === row) last[2] += length;
      else stretches.push([column, row, length]);
      at += length;
    }
    at = end;
  }
  return stretches;
}

function shiftOfMask(before: Mask, after: Mask): Shift[] {
  const [was, is] = [stretchesOf(before), stretchesOf(after)];
  if (was.length !== is.length || was.length === 0) return ["reshaped"];
  const [dx, dy] = [is[0]![0] - was[0]![0], is[0]![1] - was[0]![1]];
  const isAllMoved = was.every(([column, row, length], index) => isSame([column + dx, row + dy, length], is[index]!));
  return isAllMoved && (dx !== 0 || dy !== 0) ? ["moved"] : ["reshaped"];
}

type Keypoints = NonNullable<ItemObject["keypoints"]>;

function shiftOf(type: ObjectType, before: ItemObject, after: ItemObject): Shift[] {
  switch (type) {
    case "box":
      return shiftOfBox(before, after);
    case "rotated_box":
      return shiftOfRotatedBox(before.rotated_box!, after.rotated_box!);
    case "polygon":
      return isSame(
        before.polygon!.map(({ length }) => length),
        after.polygon!.map(({ length }) => length),
      )
        ? shiftOfPoints(before.polygon!.flat(), after.polygon!.flat())
        : ["reshaped"];
    case "polyline":
      return shiftOfPoints([before.polyline!], [after.polyline!]);
    case "keypoints":
      return shiftOfKeypoints(before.keypoints!, after.keypoints!);
    case "mask":
      return shiftOfMask(before.mask!, after.mask!);
  }
}

const boxOf = ({ col_x, row_y, width, height }: Bounds): Bounds => ({ col_x, row_y, width, height });
const geometryOf = (type: ObjectType, object: ItemObject): unknown => (type === "box" ? boxOf(object) : object[type]);

type Redrawn = Pick<ObjectChange, "drawn" | "erased"> & { readonly shifts: readonly Shift[] };

function redrawn(before: ItemObject, after: ItemObject): Redrawn {
  const [had, has] = [typesOf(before), typesOf(after)];
  const drawn = has.filter((type) => !had.includes(type));
  const erased = had.filter((type) => !has.includes(type));
  const differing = has.filter(
    (type) => had.includes(type) && !isSame(geometryOf(type, before), geometryOf(type, after)),
  );
  // The box of what is drawn otherwise lies around that: alone it tells something, beside it nothing.
  const follows = drawn.length > 0 || erased.length > 0 || differing.some((type) => type !== "box");
  const told = differing.filter((type) => type !== "box" || !follows);
  const shifts = told.flatMap((type) => {
    const found = shiftOf(type, before, after);
    // Less than what counts as a move, yet not the same numbers.
    return found.length > 0 ? found : (["reshaped"] as const);
  });
  return {
    shifts: drawn.length > 0 || erased.length > 0 ? [...shifts, "reshaped"] : shifts,
    ...(drawn.length > 0 ? { drawn } : {}),
    ...(erased.length > 0 ? { erased } : {}),
  };
}

function attributesChanged(before: ItemObject, after: ItemObject): AttributeChange[] {
  const [had, has] = [
    new Map(Object.entries(before.attributes ?? {})),
    new Map(Object.entries(after.attributes ?? {})),
  ];
  return [...new Set([...had.keys(), ...has.keys()])]
    .filter((name) => !isSame(had.get(name), has.get(name)))
    .map((name) => ({
      name,
      ...(had.has(name) ? { before: had.get(name) } : {}),
      ...(has.has(name) ? { after: has.get(name) } : {}),
    }));
}

/** Fields that are told by names of their own. */
const TOLD: readonly string[] = [
  "object_id",
  "label",
  "attributes",
  "col_x",
  "row_y",
  "width",
  "height",
  ...OBJECT_TYPES,
];

function changeOf(before: ItemObject, after: ItemObject): ObjectChange | null {
  const { shifts, ...kinds } = redrawn(before, after);
  const attributes = attributesChanged(before, after);
  const [had, has] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const details = [...new Set([...had.keys(), ...has.keys()])].filter(
    (key) =>
      !TOLD.includes(key) &&
      !isSame(had.get(key), has.get(key)) &&
      // Which kind is the main one follows from those that it has.
      !(key === "type" && (kinds.drawn ?? kinds.erased)),
  );
  const found: readonly (ObjectChangeKind | false)[] = [
    ...shifts,
    before.label !== after.label && "relabelled",
    attributes.length > 0 && "attributes",
    details.length > 0 && "details",
  ];
  const changes = OBJECT_CHANGES.filter((kind) => found.includes(kind));
  if (changes.length === 0) return null;
  return {
    ...calledBy(after),
    changes,
    ...kinds,
    ...(before.label === after.label ? {} : { label_before: before.label }),
    ...(attributes.length > 0 ? { attributes } : {}),
    ...(details.length > 0 ? { details } : {}),
  };
}

const calledBy = ({ object_id, label, type }: ItemObject) => ({ object_id, label, type });

/** Compares an item's objects; nothing is told exactly where they are the same. */
export function objectChanges(before: readonly ItemObject[], after: readonly ItemObject[]): ObjectChanges {
  const [had, has] = [before, after].map((objects) => new Map(objects.map((object) => [object.object_id, object])));
  const stayed = before.filter(({ object_id }) => has!.has(object_id)).map(({ object_id }) => object_id);
  const stay = after.filter(({ object_id }) => had!.has(object_id)).map(({ object_id }) => object_id);
  return {
    objects: [
      ...after.flatMap((object): ObjectChange[] => {
        const was = had!.get(object.object_id);
        if (!was) return [{ ...calledBy(object), changes: ["added"] }];
        const change = changeOf(was, object);
        return change ? [change] : [];
      }),
      ...before
        .filter(({ object_id }) => !has!.has(object_id))
        .map((object): ObjectChange => ({ ...calledBy(object), changes: ["removed"] })),
    ],
    reordered: !isSame(stayed, stay),
  };
}
