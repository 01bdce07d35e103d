/** CVAT for images 1.1: one XML file. Format: https://docs.cvat.ai/docs/manual/advanced/formats/format-cvat/ */
import type { ItemDto } from "@/lib/items/schema";
import type { ItemObject } from "@/lib/objects/model";
import { boundsOfRuns, pixelsOfRuns, runsOf, type Mask } from "@/lib/objects/run-lengths";
import { tellWords, withoutRoots, type Format, type FormatContext, type PlacedItem } from "../format";
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

function skeletonOf({ keypoints = [] }: ItemObject): string {
  return keypoints
    .map(([x, y, visibility], index) =>
      xml("points", {
        label: String(index + 1),
        outside: visibility === 0 ? 1 : 0,
        occluded: visibility === 1 ? 1 : 0,
        points: `${x},${y}`,
      }),
    )
    .join("");
}

/** Elements of an object: several are one group. */
function shapesOf(object: ItemObject): { name: string; attributes: Attributes; content?: string }[] {
  const { polygon, mask, polyline, keypoints, rotated_box: rotated, col_x, row_y, width, height } = object;
  const run = mask && maskOf(mask);
  const corners = (x: number, y: number, w: number, h: number) => ({ xtl: x, ytl: y, xbr: x + w, ybr: y + h });
  const shapes = [
    ...(polygon ?? []).map(([outer]) => ({ name: "polygon", attributes: { points: pointsOf(outer!) } })),
    ...(run ? [{ name: "mask", attributes: run }] : []),
    ...(polyline ? [{ name: "polyline", attributes: { points: pointsOf(polyline) } }] : []),
    ...(keypoints ? [{ name: "skeleton", attributes: {}, content: skeletonOf(object) }] : []),
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

function objectXml(object: ItemObject, group: number): string {
  const shapes = shapesOf(object);
  const attributes = Object.entries(object.attributes ?? {})
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

function imageXml({ item, index, path, before }: PlacedItem): string {
  const tags = item.labels.map((label) => `    ${xml("tag", { label, source: "manual" })}\n`).join("");
  const objects = item.objects.map((object, at) => objectXml(object, (before.objects ?? 0) + at + 1)).join("");
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

function headXml({ survey, info }: FormatContext): string {
  const labels = [...new Set([...survey.classes, ...survey.labels])]
    .map((name) => `<label><name>${escapedXml(name)}</name><type>any</type><attributes></attributes></label>`)
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
      sections: [headXml(context), (items) => items.map(imageXml).join(""), "</annotations>\n"],
    },
  ],
  losses(item: ItemDto, tell) {
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
      const typed = Object.values(object.attributes ?? {}).filter((value) => typeof value !== "string").length;
      if (typed > 0) tell("types of attributes", "values", "CVAT's attributes are text", typed);
      tellFields(object, tell, "CVAT", ["attributes", "occluded"]);
    }
  },
};
