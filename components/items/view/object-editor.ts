"use client";

import { toast } from "sonner";
import { newObjectId } from "@/components/objects/new-id";
import type { ItemDto } from "@/lib/items/schema";
import {
  moved,
  nextSpot,
  pointAt,
  spotsOf,
  isSameSpot,
  withMiddle,
  withoutPoint,
  withPoint,
  withVisibility,
  type Size,
  type Spot,
} from "@/lib/objects/edit";
import type { Bounds, Keypoint } from "@/lib/objects/geometry";
import type { ItemObject } from "@/lib/objects/model";
import { begunWith, redone, settled, stepped, undone, type ObjectsPart } from "./drawing-steps";
import { boxShape, isPlotted, plotted, shapeOf, unplotted, type NewShape, type Sketch, type Tool } from "./sketch";
import type { Keeper, PartEditor } from "./use-parts";

export interface ObjectEditor extends PartEditor<ObjectsPart> {
  readonly objects: readonly ItemObject[];
  readonly selected: ItemObject | null;
  /** The chosen point of the chosen object; null where all of it is. */
  readonly spot: Spot | null;
  readonly tool: Tool;
  readonly sketch: Sketch | null;
  /** Why they cannot be saved as they are; null when they can. */
  readonly incomplete: string | null;
  /** The object that was drawn last: its label is what is typed next. A new one for each. */
  readonly drawn: { readonly id: string } | null;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly select: (id: string | null, spot?: Spot | null) => void;
  readonly setTool: (tool: Tool) => void;
  /** Another object in the place of the one with its id. @param about changes about the same that follow on each other are one step */
  readonly change: (object: ItemObject, about?: string) => void;
  /** The same while something is dragged. */
  readonly drag: (object: ItemObject, first: boolean) => void;
  readonly remove: (id: string) => void;
  /** Moves the chosen point, or all of the chosen object. */
  readonly nudge: (dx: number, dy: number) => void;
  /** Chooses the next point of the chosen object, or the one before. */
  readonly stepTo: (direction: 1 | -1) => void;
  readonly insertPoint: () => void;
  /** Takes the chosen point away, else the chosen object. */
  readonly removeChosen: () => void;
  readonly setVisibility: (point: number, visibility: Keypoint[2]) => void;
  readonly draw: (box: Bounds) => void;
  readonly plot: (point: Keypoint) => void;
  readonly unplot: () => void;
  readonly finish: () => void;
  readonly giveUp: () => void;
}

const TOO_FEW = { polygon: "A ring of a polygon has at least 3 points", polyline: "A polyline has at least 2 points" };

/** The objects of an item with what can be done to them. @param author who draws; null where nobody is known */
export function objectEditor(keeper: Keeper, item: ItemDto, author: string | null): ObjectEditor {
  const { draft, visit, now, put, see, begin, save, common } = keeper;
  const image: Size = { width: item.width ?? 1, height: item.height ?? 1 };
  const part = draft?.objects ?? null;
  const objects = part?.value ?? item.objects;
  const sketch = part?.sketch ?? null;
  const selected = objects.find(({ object_id: id }) => id === visit.selected) ?? null;
  const spot = selected && visit.spot && pointAt(selected, visit.spot) ? visit.spot : null;
  const unlabelled = objects.some(({ label }) => label.trim() === "");

  const update = (change: (part: ObjectsPart) => ObjectsPart) => {
    const { objects: current } = now();
    if (current) put({ objects: change(current) });
  };
  const replaced = (objects: readonly ItemObject[], object: ItemObject) =>
    objects.map((one) => (one.object_id === object.object_id && one !== object ? object : one));
  const change = (object: ItemObject, about?: string) =>
    update((current) =>
      // The very same object is no step.
      current.value.includes(object) ? current : stepped(current, { value: replaced(current.value, object) }, about),
    );
  /** What of the chosen object is left to do with, as it is now. */
  const chosen = () => now().objects?.value.find(({ object_id: id }) => id === visit.selected) ?? null;
  const add = (shape: NewShape) => {
    const id = newObjectId();
    update((current) => {
      const label = current.value.at(-1)?.label ?? item.labels[0] ?? "";
      const source = author === null ? {} : { source: { kind: "person" as const, id: author } };
      const object: ItemObject = { object_id: id, label, ...shape, ...source };
      return stepped(current, { value: [...current.value, object], sketch: null });
    });
    return id;
  };
  const finish = () => {
    const shape = sketch && shapeOf(sketch);
    if (!shape) return;
    const id = add(shape);
    see({ selected: id, spot: null, tool: "select", drawn: { id } });
  };
  const refuse = (of: Spot["of"]) =>
    of === "keypoints"
      ? toast("One of the keypoints has to be somewhere", { description: "Delete the object instead." })
      : toast(TOO_FEW[of], { description: "To delete the object, let go of the point first: Esc, then Delete." });

  return {
    ...common("objects"),
    draft: part,
    objects,
    selected,
    spot,
    // A shape that was begun goes on, also when one is back at it.
    tool: sketch?.tool ?? visit.tool,
    sketch,
    incomplete: sketch
      ? "Finish the shape that is being drawn, or give it up"
      : unlabelled
        ? "Every object needs a label"
        : null,
    drawn: visit.drawn,
    canUndo: (part?.past.length ?? 0) > 0,
    canRedo: (part?.future.length ?? 0) > 0,
    undo: () => update(undone),
    redo: () => update(redone),
    begin: () =>
      begin({ objects: begunWith(item.objects, item.etag) }, { tool: item.objects.length === 0 ? "box" : "select" }),
    save: () => {
      const { objects: current } = now();
      if (!current || current.sketch) return;
      const labelled = current.value.map((object) =>
        object.label.trim() === object.label ? object : { ...object, label: object.label.trim() },
      );
      if (labelled.some(({ label }) => label === "")) return;
      save("objects", { objects: [...current.base] }, { objects: labelled.length === 0 ? null : labelled });
    },
    select: (id, at = null) => see({ selected: id, spot: at }),
    setTool: (tool) => {
      // What is there of another shape is finished where that is possible; else it can be had back by an undo.
      const shape = sketch && sketch.tool !== tool ? shapeOf(sketch) : null;
      if (shape) add(shape);
      else if (sketch && sketch.tool !== tool) update((current) => stepped(current, { sketch: null }));
      see({ tool, selected: null, spot: null });
    },
    change,
    drag: (object, first) =>
      update((current) =>
        stepped(first ? settled(current) : current, { value: replaced(current.value, object) }, "drag"),
      ),
    remove: (id) => {
      update((current) => stepped(current, { value: current.value.filter(({ object_id }) => object_id !== id) }));
      see({ selected: null, spot: null });
    },
    nudge: (dx, dy) => {
      const object = chosen();
      const at = object && spot && pointAt(object, spot);
      if (!object) return;
      const next = at ? withPoint(object, spot, { x: at.x + dx, y: at.y + dy }, image) : moved(object, dx, dy, image);
      change(next, `nudge ${JSON.stringify([object.object_id, spot])}`);
    },
    stepTo: (direction) => {
      if (!selected) return;
      const spots: (Spot | null)[] = [null, ...spotsOf(selected)];
      const at = spots.findIndex((one) => isSameSpot(one, spot));
      see({ spot: spots[(at + direction + spots.length) % spots.length]! });
    },
    insertPoint: () => {
      if (!selected || !spot || !nextSpot(selected, spot)) return;
      const more = withMiddle(selected, spot);
      if (!more) return;
      change(more.object);
      see({ spot: more.spot });
    },
    removeChosen: () => {
      const object = chosen();
      if (!object) return;
      if (!spot) {
        update((current) => stepped(current, { value: current.value.filter((one) => one !== object) }));
        return see({ selected: null });
      }
      const less = withoutPoint(object, spot);
      if (!less) return refuse(spot.of);
      change(less);
      see({ spot: null });
    },
    setVisibility: (point, visibility) => {
      const object = chosen();
      const next = object && withVisibility(object, point, visibility);
      if (next) change(next);
      else refuse("keypoints");
    },
    draw: (box) => {
      if (visit.tool !== "box" && visit.tool !== "rotated_box") return;
      const id = add(boxShape(visit.tool, box));
      see({ selected: id, spot: null, tool: "select", drawn: { id } });
    },
    plot: (point) => {
      const tool = sketch?.tool ?? visit.tool;
      if (isPlotted(tool)) update((current) => stepped(current, { sketch: plotted(current.sketch, tool, point) }));
    },
    unplot: () => update((current) => stepped(current, { sketch: current.sketch && unplotted(current.sketch) })),
    finish,
    giveUp: () => {
      update((current) => stepped(current, { sketch: null }));
      see({ tool: "select" });
    },
  };
}
