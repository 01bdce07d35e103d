/** Pascal VOC: an XML file with boxes for each picture, and images of what each pixel belongs to. Format: http://host.robots.ox.ac.uk/pascal/VOC/voc2012/htmldoc/ */
import { isFlagSet } from "@/lib/annotations/values";
import type { ItemFacts } from "@/lib/items/schema";
import type { ItemObject } from "@/lib/objects/model";
import { folderName, splitExtension } from "../archive-paths";
import { namesByIndex } from "../class-numbers";
import { tellSplit, tellWords, withoutRoots, type Format, type PlacedItem, type Survey } from "../format";
import { tellFields } from "../object-losses";
import { escapedXml } from "../xml";
import { tellGeometry } from "./shapes";
import { instancesOf, labelMap, segmentationOf, tellSegmentation } from "./voc-segmentation";

const IMAGES = "JPEGImages";
const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

const element = (name: string, value: string | number): string => `<${name}>${escapedXml(String(value))}</${name}>`;

/** What a VOC file says of an object beside its box, where it was one before. */
function detailsOf({ extra, attributes }: ItemObject): { readonly pose: string; readonly difficult: 0 | 1 } {
  const pose = attributes?.pose ?? extra?.pose;
  return {
    pose: typeof pose === "string" ? pose : "Unspecified",
    difficult: isFlagSet(attributes?.difficult) || isFlagSet(extra?.difficult) ? 1 : 0,
  };
}
const DETAILS = ["pose", "difficult"];

/** @param instance its number in the image of objects */
const objectXml = (object: ItemObject, instance: number | undefined): string => {
  const { label, col_x, row_y, width, height, flags } = object;
  const { pose, difficult } = detailsOf(object);
  return `  <object>
    ${element("name", label)}
    ${element("pose", pose)}
    ${element("truncated", flags?.truncated ? 1 : 0)}
    ${element("difficult", difficult)}
    ${element("occluded", flags?.occluded ? 1 : 0)}
    <bndbox>${element("xmin", col_x)}${element("ymin", row_y)}${element("xmax", col_x + width)}${element("ymax", row_y + height)}</bndbox>${
      instance === undefined
        ? ""
        : `
    ${element("instance", instance)}`
    }
  </object>
`;
};

function annotationXml({ item, path }: PlacedItem, classNumbers: ReadonlyMap<string, number>): string {
  const instances = instancesOf(item, classNumbers);
  return `<annotation>
  ${element("folder", IMAGES)}
  ${element("filename", nameOf(path))}
  <size>${element("width", item.width ?? 0)}${element("height", item.height ?? 0)}<depth>3</depth></size>
  <segmented>${instances.size > 0 ? 1 : 0}</segmented>
${item.objects
  .filter(hasBox)
  .map((object) => objectXml(object, instances.get(object)))
  .join("")}</annotation>
`;
}

/** What a box in the file cannot be: readers ask for one with a size. */
const hasBox = ({ width, height }: ItemObject): boolean => width > 0 && height > 0;

/** Made once for all pictures. */
const classNumbers = new WeakMap<Survey, ReadonlyMap<string, number>>();
function numbersOf(survey: Survey): ReadonlyMap<string, number> {
  let numbers = classNumbers.get(survey);
  if (!numbers)
    classNumbers.set(survey, (numbers = new Map(survey.entries.map(({ name, index }) => [name, index + 1]))));
  return numbers;
}

const stemOf = (path: string): string => splitExtension(nameOf(path))[0];
const lines =
  (belongs: (item: ItemFacts) => boolean) =>
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
  lists: ({ objects }) => ({ segmented: objects.some(({ mask, polygon }) => mask ?? polygon) ? 1 : 0 }),
  files: ({ survey }) => {
    const isSegmented = (survey.lists.segmented ?? 0) > 0;
    const numbers = numbersOf(survey);
    const list = (folder: string, name: string, belongs: (item: ItemFacts) => boolean) => ({
      path: `ImageSets/${folder}/${folderName(name)}.txt`,
      mime: "text/plain",
      sections: [lines(belongs)],
    });
    const splits: [string, (item: ItemFacts) => boolean][] =
      survey.splits.length === 0
        ? [["trainval", () => true]]
        : survey.splits.map((split) => [split, (item) => item.split === split]);
    return [
      ...splits.map(([name, belongs]) => list("Main", name, belongs)),
      ...(isSegmented
        ? [
            ...splits.map(([name, belongs]) =>
              list("Segmentation", name, (item) => belongs(item) && instancesOf(item, numbers).size > 0),
            ),
            { path: "labelmap.txt", mime: "text/plain", sections: [labelMap(namesByIndex(survey))] },
          ]
        : []),
    ];
  },
  filesOf(placed, { survey }) {
    const numbers = numbersOf(survey);
    const stem = stemOf(placed.path);
    const images = segmentationOf(placed.item, numbers);
    return [
      { path: `Annotations/${stem}.xml`, content: annotationXml(placed, numbers) },
      ...(images
        ? [
            { path: `SegmentationClass/${stem}.png`, content: images.classes },
            { path: `SegmentationObject/${stem}.png`, content: images.objects },
          ]
        : []),
    ];
  },
  losses(item, tell, _options, survey) {
    tellWords(item, tell, "Pascal VOC");
    tellSplit(item, tell);
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
      tellGeometry(object, tell, "Pascal VOC has boxes and masks only; the bounding box is written", [
        "mask",
        "polygon",
      ]);
      tellFields(object, tell, "Pascal VOC", ["occluded", "truncated"], DETAILS, DETAILS);
    }
    tellSegmentation(item, numbersOf(survey), tell);
  },
};
