/** CVAT for images 1.1: one XML file. Format: https://docs.cvat.ai/docs/manual/advanced/formats/format-cvat/ */
import type { ClassEntry } from "@/lib/classes/list";
import type { AttributeSchema, Skeleton } from "@/lib/classes/schema";
import type { ItemFacts } from "@/lib/items/schema";
import type { ItemObject } from "@/lib/objects/model";
import { boundsOfRuns, pixelsOfRuns, runsOf, type Mask } from "@/lib/objects/run-lengths";
import { tellWords, withoutRoots, type Format, type FormatContext, type PlacedItem, type Survey } from "../format";
import { tellFields } from "../object-losses";
import { escapedXml, xml, type Attributes } from "../xml";
import { boxFollows, hasHoles } from "./shapes";

const IMAGES = "images";

const pointsOf = (points: readonly number[]): string =>
  Array.from({ length: points.length / 2 }, (_none, index) => `${points[2 * index]},${points[2 * index + 1]}`).join(
    ";",
  );

/** CVAT's masks are run lengths along the rows of their bounding box, the first of pixels outside. */
function maskOf(mask: Mask): Attributes | null {
  const runs = runsOf(mask);
  const [height, width] = mask.size;
  const bounds = runs && boundsOfRuns(runs, height);
  if (!runs || !bounds) return null;
  const pixels = pixelsOfRuns(runs, height, width);
  const rle: number[] = [];
  let [inside, run] = [0, 0];
  for (let y = bounds.row_y; y < bounds.row_y + bounds.height; y += 1)
    for (let x = bounds.col_x; x < bounds.col_x + bounds.width; x += 1) {
      const pixel = pixels[y * width + x]!;
      if (pixel !== inside) {
        rle.push(run);
        [inside, run] = [pixel, 0];
      }
      run += 1;
    }
  rle.push(run);
  return { rle: rle.join(", "), left: bounds.col_x, top: bounds.row_y, width: bounds.width, height: bounds.height };
}

/** What is known of classes by their names. */
type Classes = ReadonlyMap<string, ClassEntry>;
const classMaps = new WeakMap<Survey, Classes>();
/** Made once for all pictures. */
function classesOf(survey: Survey): Classes {
  let classes = classMaps.get(survey);
  if (!classes) classMaps.set(survey, (classes = new Map(survey.entries.map((entry) => [entry.name, entry]))));
  return classes;
}

function skeletonOf({ keypoints = [], label }: ItemObject, classes: Classes): string {
  const names = classes.get(label)?.skeleton?.keypoints ?? [];
  return keypoints
    .map(([x, y, visibility], index) =>
      xml("points", {
        label: names[index] ?? String(index + 1),
        outside: visibility === 0 ? 1 : 0,
        occluded: visibility === 1 ? 1 : 0,
        points: `${x},${y}`,
      }),
    )
    .join("");
}

/** Elements of an object: several are one group. */
function shapesOf(object: ItemObject, classes: Classes): { name: string; attributes: Attributes; content?: string }[] {
  const { polygon, mask, polyline, keypoints, rotated_box: rotated, col_x, row_y, width, height } = object;
  const run = mask && maskOf(mask);
  const corners = (x: number, y: number, w: number, h: number) => ({ xtl: x, ytl: y, xbr: x + w, ybr: y + h });
  const shapes = [
    ...(polygon ?? []).map(([outer]) => ({ name: "polygon", attributes: { points: pointsOf(outer!) } })),
    ...(run ? [{ name: "mask", attributes: run }] : []),
    ...(polyline ? [{ name: "polyline", attributes: { points: pointsOf(polyline) } }] : []),
    ...(keypoints ? [{ name: "skeleton", attributes: {}, content: skeletonOf(object, classes) }] : []),
    ...(rotated
      ? [
          {
            name: "box",
            attributes: {
              ...corners(
                rotated.cx - rotated.width / 2,
                rotated.cy - rotated.height / 2,
                rotated.width,
                rotated.height,
              ),
              rotation: rotated.angle,
            },
          },
        ]
      : []),
  ];
  return shapes.length > 0 && boxFollows(object)
    ? shapes
    : [{ name: "box", attributes: corners(col_x, row_y, width, height) }, ...shapes];
}

const valueOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function objectXml(object: ItemObject, group: number, classes: Classes): string {
  const shapes = shapesOf(object, classes);
  // Shapes with one id are one object when they are read again.
  const attributes = Object.entries({ ...object.attributes, object_id: object.object_id })
    .map(
      ([name, value]) =>
        `<attribute name="${escapedXml(name).replaceAll('"', "&quot;")}">${escapedXml(valueOf(value))}</attribute>`,
    )
    .join("");
  return shapes
    .map(({ name, attributes: own, content = "" }) =>
      xml(
        name,
        {
          label: object.label,
          source: object.source?.kind === "model" ? "auto" : "manual",
          occluded: object.flags?.occluded ? 1 : 0,
          ...own,
          z_order: 0,
          group_id: shapes.length > 1 ? group : undefined,
        },
        content + attributes,
      ),
    )
    .map((line) => `    ${line}\n`)
    .join("");
}

function imageXml({ item, index, path, before }: PlacedItem, classes: Classes): string {
  const tags = item.labels.map((label) => `    ${xml("tag", { label, source: "manual" })}\n`).join("");
  const objects = item.objects.map((object, at) => objectXml(object, (before.objects ?? 0) + at + 1, classes)).join("");
  return `  ${xml(
    "image",
    {
      id: index,
      name: withoutRoots(path, IMAGES),
      subset: item.split ?? undefined,
      width: item.width ?? 0,
      height: item.height ?? 0,
    },
    `\n${tags}${objects}  `,
  )}\n`;
}

const INPUTS = { text: "text", number: "number", boolean: "checkbox", select: "select" } as const;

const attributeXml = ({ name, type, values = [], default: given = "" }: AttributeSchema): string =>
  `<attribute><name>${escapedXml(name)}</name><mutable>False</mutable><input_type>${INPUTS[type]}</input_type>` +
  `<default_value>${escapedXml(String(given))}</default_value><values>${escapedXml(values.join("\n"))}</values></attribute>`;

/** How the keypoints of a class are joined, as CVAT draws it: the drawing is text in its element. */
function drawingOf({ keypoints, edges }: Skeleton): string {
  const lines = edges.map(([from, to]) =>
    xml("line", { "data-type": "edge", "data-node-from": from + 1, "data-node-to": to + 1 }),
  );
  const nodes = keypoints.map((name, index) =>
    xml("circle", {
      "data-type": "element node",
      "data-element-id": index + 1,
      "data-node-id": index + 1,
      "data-label-name": name,
    }),
  );
  return escapedXml([...lines, ...nodes].join(""));
}

/** A class; the keypoints of its skeleton are labels of their own, which name it. */
function labelXml({ name, color, skeleton, attributes = [] }: ClassEntry): string {
  const label = (text: string, type: string, more: string) =>
    `<label><name>${escapedXml(text)}</name>${more}<type>${type}</type>`;
  const points = (skeleton?.keypoints ?? []).map(
    (point) => `${label(point, "points", "")}<attributes></attributes><parent>${escapedXml(name)}</parent></label>`,
  );
  return (
    label(name, skeleton ? "skeleton" : "any", color ? `<color>${color}</color>` : "") +
    `<attributes>${attributes.map(attributeXml).join("")}</attributes>` +
    `${skeleton ? `<svg>${drawingOf(skeleton)}</svg>` : ""}</label>${points.join("")}`
  );
}

function headXml({ survey, info }: FormatContext): string {
  const listed = new Set([...survey.classes, ...survey.labels]);
  const labels = survey.entries
    .filter(({ name }) => listed.has(name))
    .map(labelXml)
    .join("");
  const name = `<name>${escapedXml(info.dataset)}</name><size>${survey.items}</size>`;
  return `<?xml version="1.0" encoding="utf-8"?>
<annotations>
  <version>1.1</version>
  <meta><task>${name}<created>${info.state_time}</created><labels>${labels}</labels></task></meta>
`;
}

export const cvat: Format = {
  leavesOut: (item) => (item.media_type === "image" ? null : "CVAT for images speaks of pictures"),
  mediaPath: (item) => `${IMAGES}/${withoutRoots(item.file_path, IMAGES)}`,
  lists: (item) => ({ objects: item.objects.length }),
  files: (context) => [
    {
      path: "annotations.xml",
      mime: "application/xml",
      sections: [
        headXml(context),
        (items) => items.map((placed) => imageXml(placed, classesOf(context.survey))).join(""),
        "</annotations>\n",
      ],
    },
  ],
  losses(item: ItemFacts, tell, _options, survey) {
    tellWords(item, tell, "CVAT");
    const count = (what: string, n: number) => {
      if (n > 0) tell(what, "values", "CVAT has no place for them", n);
    };
    count("captions", item.captions.length);
    count("licences", item.license === null ? 0 : 1);
    count("addresses of sources", item.source_url === null ? 0 : 1);
    for (const object of item.objects) {
      if (hasHoles(object)) tell("holes of polygons", "objects", "CVAT's polygons have none");
      if (object.mask && !maskOf(object.mask)) tell("empty masks", "objects", "CVAT has no place for them");
      if (Object.hasOwn(object.attributes ?? {}, "object_id"))
        tell("attributes of objects", "values", "the object's id is written under that name");
      const { skeleton, attributes = [] } = classesOf(survey).get(object.label) ?? {};
      if (skeleton && object.keypoints && skeleton.keypoints.length !== object.keypoints.length)
        tell("keypoints", "objects", "CVAT's objects have the keypoints of their class, no more and no fewer");
      // A number or a yes or no that its class describes as such is one again when it is read.
      const types = new Map<string, string>(attributes.map(({ name, type }) => [name, type]));
      const typed = Object.entries(object.attributes ?? {}).filter(
        ([name, value]) => typeof value !== "string" && types.get(name) !== typeof value,
      ).length;
      if (typed > 0) tell("types of attributes", "values", "CVAT's attributes are text", typed);
      tellFields(object, tell, "CVAT", ["attributes", "occluded"]);
    }
  },
};
