/** What a version's numbers are called and how they are told. Pure. */
import { KINDS } from "@/components/objects/kinds";
import { formatCount, plural } from "@/components/ui/format";
import { isObjectType } from "@/lib/objects/model";
import type { Chart, GrowthRow, StatisticsDto, StatisticsRow } from "@/lib/statistics/schema";

export type Look = "bars" | "columns";
export interface Figure {
  readonly chart: Chart;
  readonly title: string;
  /** What the first column of its table is of, and the second one where it is counted by two things. */
  readonly of: string;
  readonly by?: string;
  readonly look: Look;
  /** What is drawn: items, unless objects are. */
  readonly counts?: "objects";
  /** What stands for the items that have none. */
  readonly none?: string;
  /** Beneath the title. */
  readonly hint?: string;
  /** What to do where there is nothing. */
  readonly empty: string;
}

/** Where the growth of the dataset stands, too. */
export const QUALITY = "Quality and growth";

export const GROUPS: readonly { readonly title: string; readonly figures: readonly Figure[] }[] = [
  {
    title: "Labels and splits",
    figures: [
      { chart: "labels", title: "Labels", of: "Label", look: "bars", empty: "No item has a label yet" },
      {
        chart: "splits",
        title: "Splits",
        of: "Split",
        look: "bars",
        none: "No split",
        empty: "No item is in a split yet",
      },
      {
        chart: "split_labels",
        title: "Labels by split",
        of: "Label",
        by: "Split",
        look: "bars",
        none: "No split",
        empty: "No labelled item is in a split yet",
      },
    ],
  },
  {
    title: "Objects",
    figures: [
      {
        chart: "objects",
        title: "Objects by class",
        of: "Class",
        look: "bars",
        counts: "objects",
        hint: "A bar leads to the items that have such an object.",
        empty: "No item has an object yet",
      },
      {
        chart: "object_kinds",
        title: "Objects by class and kind",
        of: "Class",
        by: "Kind",
        look: "bars",
        counts: "objects",
        hint: "An object with two geometries counts for each.",
        empty: "No item has an object yet",
      },
      {
        chart: "objects_per_item",
        title: "Objects per item",
        of: "Objects",
        look: "columns",
        empty: "There are no items",
      },
    ],
  },
  {
    title: "Inputs",
    figures: [
      { chart: "kinds", title: "Inputs by kind", of: "Kind", look: "bars", empty: "There are no items" },
      { chart: "width", title: "Width", of: "Pixels", look: "columns", none: "Unknown", empty: "No size is known" },
      { chart: "height", title: "Height", of: "Pixels", look: "columns", none: "Unknown", empty: "No size is known" },
      {
        chart: "ratio",
        title: "Aspect ratio",
        of: "Width by height",
        look: "columns",
        none: "Unknown",
        hint: "Below 1 upright, above 1 wide.",
        empty: "No size is known",
      },
      {
        chart: "brightness",
        title: "Brightness",
        of: "Mean grey value",
        look: "columns",
        none: "Not read",
        hint: "0 is black, 255 white.",
        empty: "No file was read yet",
      },
      {
        chart: "sharpness",
        title: "Sharpness",
        of: "Variance of the Laplacian",
        look: "columns",
        none: "Not read",
        hint: "Below 150 counts as blurred.",
        empty: "No file was read yet",
      },
    ],
  },
  {
    title: QUALITY,
    figures: [
      { chart: "issues", title: "Issues", of: "Issue", look: "bars", empty: "No issue was found" },
      { chart: "duplicates", title: "Duplicates", of: "Kind", look: "bars", empty: "Nothing is there twice" },
    ],
  },
];

const DUPLICATES: Readonly<Record<string, string>> = { exact: "The same file", near: "Look the same" };

/** What a row is called on the screen. */
export function nameOf({ chart, none }: Figure, row: StatisticsRow): string {
  if (row.value === "") return none ?? "None";
  if (chart === "duplicates") return DUPLICATES[row.value] ?? row.value;
  if (chart === "kinds" || chart === "issues") return row.value.charAt(0).toUpperCase() + row.value.slice(1);
  return row.value;
}

/** What the second thing of a row is called. */
export function partOf({ none }: Figure, row: StatisticsRow): string | null {
  if (row.group === null) return null;
  if (row.group === "") return none ?? "None";
  return isObjectType(row.group) ? KINDS[row.group].name : row.group;
}

/** What of a row is drawn. */
export const countOf = ({ counts }: Figure, row: StatisticsRow): number =>
  counts === "objects" ? (row.objects ?? 0) : row.items;

/** A row as a sentence without its full stop. */
export function tellRow(figure: Figure, row: StatisticsRow): string {
  const name = [nameOf(figure, row), partOf(figure, row)].filter((part) => part !== null).join(", ");
  const numbers = [
    ...(row.objects === null ? [] : [plural(row.objects, "object")]),
    ...(row.groups === null ? [] : [plural(row.groups, "group")]),
    plural(row.items, "item"),
  ];
  return `${name}: ${numbers.join(", ")}`;
}

/** The page that lists exactly the items which a search finds in a version. */
export const itemsAddress = (
  { dataset_id, snapshot_id }: Pick<StatisticsDto, "dataset_id" | "snapshot_id">,
  q: string,
): string =>
  `/datasets/${dataset_id}?${new URLSearchParams({ q, ...(snapshot_id === null ? {} : { snapshot: snapshot_id }) })}`;

/** The page that lists the items of a version. */
export const versionAddress = (datasetId: string, row: GrowthRow): string =>
  itemsAddress({ dataset_id: datasetId, snapshot_id: row.snapshot_id }, "");

export interface Number {
  readonly name: string;
  readonly count: string;
  /** The search that finds them; null where it counts no items. */
  readonly q: string | null;
}

/** The numbers above the charts. */
export function numbersOf({ totals }: StatisticsDto): Number[] {
  const number = (name: string, count: number, q: string | null): Number => ({ name, count: formatCount(count), q });
  return [
    number("Items", totals.items, ""),
    number("Images", totals.images, "kind:image"),
    number("Videos", totals.videos, "kind:video"),
    number("Unlabelled", totals.unlabelled, "-has:label"),
    number("Objects", totals.objects, null),
    number("With issues", totals.with_issues, "has:issue"),
    number("Exact duplicates", totals.exact_duplicates, "duplicate:exact"),
    number("Near duplicates", totals.near_duplicates, "duplicate:near"),
  ];
}
