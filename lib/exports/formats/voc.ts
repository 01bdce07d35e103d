/** Pascal VOC: an XML file with boxes for each picture. Format: http://host.robots.ox.ac.uk/pascal/VOC/voc2012/htmldoc/ */
import type { ItemDto } from "@/lib/items/schema";
import type { ItemObject } from "@/lib/objects/model";
import { splitExtension } from "../archive-paths";
import { tellWords, withoutRoots, type Format, type PlacedItem } from "../format";
import { tellFields } from "../object-losses";
import { escapedXml } from "../xml";
import { tellGeometry } from "./shapes";

const IMAGES = "JPEGImages";
const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

const element = (name: string, value: string | number): string => `<${name}>${escapedXml(String(value))}</${name}>`;

/** What a VOC file says of an object beside its box, where it was one before. */
const extraOf = ({ extra }: ItemObject) => ({
  pose: typeof extra?.pose === "string" ? extra.pose : "Unspecified",
  difficult: extra?.difficult === 1 || extra?.difficult === true || extra?.difficult === "1" ? 1 : 0,
});
const EXTRA_KEPT = ["pose", "difficult"];

const objectXml = (object: ItemObject): string => {
  const { label, col_x, row_y, width, height, flags } = object;
  const { pose, difficult } = extraOf(object);
  return `  <object>
    ${element("name", label)}
    ${element("pose", pose)}
    ${element("truncated", flags?.truncated ? 1 : 0)}
    ${element("difficult", difficult)}
    ${element("occluded", flags?.occluded ? 1 : 0)}
    <bndbox>${element("xmin", col_x)}${element("ymin", row_y)}${element("xmax", col_x + width)}${element("ymax", row_y + height)}</bndbox>
  </object>
`;
};

function annotationXml({ item, path }: PlacedItem): string {
  return `<annotation>
  ${element("folder", IMAGES)}
  ${element("filename", nameOf(path))}
  <size>${element("width", item.width ?? 0)}${element("height", item.height ?? 0)}<depth>3</depth></size>
  <segmented>0</segmented>
${item.objects.map(objectXml).join("")}</annotation>
`;
}

/** What a box in the file cannot be: readers ask for one with a size. */
const hasBox = ({ width, height }: ItemObject): boolean => width > 0 && height > 0;
const withBoxes = (placed: PlacedItem): PlacedItem => ({
  ...placed,
  item: { ...placed.item, objects: placed.item.objects.filter(hasBox) },
});

const stemOf = (path: string): string => splitExtension(nameOf(path))[0];
const lines =
  (belongs: (item: ItemDto) => boolean) =>
  (items: readonly PlacedItem[]): string =>
    items
      .filter(({ item }) => belongs(item))
      .map(({ path }) => `${stemOf(path)}\n`)
      .join("");

export const voc: Format = {
  byStem: true,
  leavesOut: (item) => (item.media_type === "image" ? null : "Pascal VOC speaks of pictures"),
  // One folder for all: readers find a picture by its name alone.
  mediaPath: (item) => `${IMAGES}/${nameOf(item.file_path)}`,
  files: ({ survey }) => {
    const list = (name: string, belongs: (item: ItemDto) => boolean) => ({
      path: `ImageSets/Main/${name.replaceAll("/", "_")}.txt`,
      mime: "text/plain",
      sections: [lines(belongs)],
    });
    return survey.splits.length === 0
      ? [list("trainval", () => true)]
      : survey.splits.map((split) => list(split, (item) => item.split === split));
  },
  filesOf: (placed) => [{ path: `Annotations/${stemOf(placed.path)}.xml`, content: annotationXml(withBoxes(placed)) }],
  losses(item, tell) {
    tellWords(item, tell, "Pascal VOC");
    const count = (what: string, n: number, why = "Pascal VOC has no place for them") => {
      if (n > 0) tell(what, "values", why, n);
    };
    count("labels of pictures", item.labels.length);
    count("captions", item.captions.length);
    count("licences", item.license === null ? 0 : 1);
    count("addresses of sources", item.source_url === null ? 0 : 1);
    count(
      "folders",
      withoutRoots(item.file_path, IMAGES).includes("/") ? 1 : 0,
      "Pascal VOC has all pictures in one folder",
    );
    for (const object of item.objects) {
      if (!hasBox(object)) {
        tell("objects without a size", "objects", "Pascal VOC has boxes only");
        continue;
      }
      tellGeometry(object, tell, "Pascal VOC has boxes only; the bounding box is written");
      tellFields(object, tell, "Pascal VOC", ["occluded", "truncated"], EXTRA_KEPT);
    }
  },
};
