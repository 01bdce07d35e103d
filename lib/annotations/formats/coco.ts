/** COCO: `{images: [{id, file_name, width?, height?}], annotations: [{image_id, category_id?, bbox?, segmentation?, caption?}], categories: [{id, name}]}`. */
import type { FoundObject } from "@/lib/objects/model";
import {
  cleanLabel,
  isPlace,
  isSize,
  isWrong,
  readObject,
  type Annotation,
  type AnnotationProblem,
  type Parsed,
} from "../model";

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isCoco = (value: unknown): value is { images: unknown[]; annotations: unknown[]; categories?: unknown } =>
  isObject(value) && Array.isArray(value.images) && Array.isArray(value.annotations);

/** The box around polygons of [x1, y1, x2, y2, …]; null for masks, which have none written down. */
export function boxAround(polygons: unknown): [number, number, number, number] | null {
  if (!Array.isArray(polygons)) return null;
  const points = (polygons as unknown[]).flat().filter((value): value is number => isPlace(value));
  if (points.length < 6) return null;
  const xs = points.filter((_value, index) => index % 2 === 0);
  const ys = points.filter((_value, index) => index % 2 === 1);
  const [left, top] = [xs.reduce((a, b) => Math.min(a, b)), ys.reduce((a, b) => Math.min(a, b))];
  return [left, top, xs.reduce((a, b) => Math.max(a, b)) - left, ys.reduce((a, b) => Math.max(a, b)) - top];
}

export function parseCoco(value: { images: unknown[]; annotations: unknown[]; categories?: unknown }): Parsed {
  const problems: AnnotationProblem[] = [];
  const names = new Map<unknown, string>();
  for (const category of Array.isArray(value.categories) ? (value.categories as unknown[]) : []) {
    const name = isObject(category) ? cleanLabel(category.name) : null;
    if (isObject(category) && name) names.set(category.id, name);
  }
  const pictures = new Map<
    unknown,
    {
      picture: string;
      scale: Annotation["scale"];
      objects: FoundObject[];
      labels: Set<string>;
      captions: string[];
    }
  >();
  for (const [index, image] of value.images.entries()) {
    if (!isObject(image) || typeof image.file_name !== "string")
      problems.push({ where: `images[${index}]`, reason: "it has no file_name" });
    // A picture that was scaled since has its boxes scaled with it.
    else
      pictures.set(image.id, {
        picture: image.file_name,
        scale: isSize(image.width) && isSize(image.height) ? { width: image.width, height: image.height } : "pixels",
        objects: [],
        labels: new Set(),
        captions: [],
      });
  }
  for (const [index, annotation] of value.annotations.entries()) {
    const where = `annotations[${index}]`;
    const picture = isObject(annotation) ? pictures.get(annotation.image_id) : undefined;
    if (!isObject(annotation) || !picture) {
      problems.push({ where, reason: "its image_id names none of the images" });
      continue;
    }
    if (typeof annotation.caption === "string") {
      if (annotation.caption.trim() !== "") picture.captions.push(annotation.caption.trim());
      continue;
    }
    const label = names.get(annotation.category_id);
    if (!label) {
      problems.push({ where, reason: "its category_id names none of the categories" });
      continue;
    }
    const given =
      Array.isArray(annotation.bbox) && annotation.bbox.length > 0
        ? (annotation.bbox as unknown[])
        : boxAround(annotation.segmentation);
    if (!given) {
      // Without a place the category speaks of the whole picture.
      picture.labels.add(label);
      continue;
    }
    const [x, y, width, height] = given;
    const object =
      isPlace(x) && isPlace(y) && isSize(width) && isSize(height)
        ? readObject({ label, col_x: x, row_y: y, width, height })
        : null;
    if (object && !isWrong(object)) picture.objects.push(object);
    else problems.push({ where, reason: "its bbox is not [x, y, width, height] with a positive size" });
  }
  return {
    problems,
    annotations: [...pictures.values()].map(({ labels, ...rest }) => ({ ...rest, labels: [...labels] })),
  };
}
