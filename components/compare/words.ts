/** How a comparison is told. Pure. */
import type { ComparedItem, Difference } from "@/lib/comparing/schema";
import type { ComparisonDto } from "@/lib/snapshots/schema";
import { formatCount, plural } from "@/lib/text";
import { CHANGE_KINDS, type ChangeKind } from "@/lib/versioning/change-kinds";

export const KIND_NAMES: Readonly<Record<ChangeKind, string>> = {
  tags: "Tags",
  labels: "Labels",
  captions: "Captions",
  objects: "Objects",
  metadata: "Metadata",
  splits: "Splits",
  files: "Files",
  origins: "Licences and sources",
  issues: "Issues",
  clusters: "Clusters",
};
export const CHANGE_NAMES = { added: "Added", removed: "Removed", changed: "Changed" } as const;

const NAMES: Readonly<Record<Difference, string>> = { all: "All changes", ...CHANGE_NAMES, ...KIND_NAMES };
export const nameOf = (difference: Difference): string => NAMES[difference];

export interface Chip {
  readonly difference: Difference;
  readonly count: number;
}

export const countOfAll = ({ added, removed, changed }: Pick<ComparisonDto, "added" | "removed" | "changed">): number =>
  added + removed + changed;

/** What there is to look at; of what is not there nothing is told, unless it is what is chosen. */
export function chipsOf(comparison: ComparisonDto, chosen: Difference): Chip[] {
  const { added, removed, changed, by_kind } = comparison;
  const kinds = [...CHANGE_KINDS].sort((a, b) => KIND_ORDER.indexOf(a) - KIND_ORDER.indexOf(b));
  return [
    { difference: "all" as const, count: countOfAll(comparison) },
    { difference: "added" as const, count: added },
    { difference: "removed" as const, count: removed },
    { difference: "changed" as const, count: changed },
    ...kinds.map((kind) => ({ difference: kind, count: by_kind[kind] })),
  ].filter(({ difference, count }) => count > 0 || difference === chosen || difference === "all");
}
const KIND_ORDER = Object.keys(KIND_NAMES) as ChangeKind[];

/** What became of an item, in a line: “Changed: tags, labels”. */
export const tellChange = ({ change, kinds }: Pick<ComparedItem, "change" | "kinds">): string =>
  change === "changed"
    ? `Changed: ${KIND_ORDER.filter((kind) => kinds.includes(kind))
        .map((kind) => KIND_NAMES[kind].toLowerCase())
        .join(", ")}`
    : CHANGE_NAMES[change];

/** What is told of a version that is no item: its classes, its fields, the models that enriched it. */
export function versionChanges({
  classes,
  fields,
  models,
}: Pick<ComparisonDto, "classes" | "fields" | "models">): string[] {
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);
  const told = (
    one: string,
    many: string,
    { added, removed, changed }: Record<"added" | "removed" | "changed", string[]>,
  ) =>
    [
      [added, "added"],
      [removed, "removed"],
      [changed, "changed"],
    ].flatMap(([list, what]) =>
      list!.length > 0 ? [`${plural(list!.length, one, many)} ${what as string}: ${listed(list as string[])}`] : [],
    );
  const after = (list: readonly { readonly after: { readonly name: string } }[]) =>
    list.map(({ after: { name } }) => name);
  return [
    ...told("class", "classes", {
      added: names(classes.added),
      removed: names(classes.removed),
      changed: after(classes.changed),
    }),
    ...told("metadata field", "metadata fields", {
      added: names(fields.added),
      removed: names(fields.removed),
      changed: after(fields.changed),
    }),
    ...told("model", "models", {
      added: names(models.added),
      removed: names(models.removed),
      changed: after(models.changed),
    }),
  ];
}

const MAX_NAMED = 5;
function listed(names: readonly string[]): string {
  const unique = [...new Set(names)];
  const more = unique.length - MAX_NAMED;
  return unique.slice(0, MAX_NAMED).join(", ") + (more > 0 ? ` and ${formatCount(more)} more` : "");
}

const FACET_NAMES: Readonly<Record<string, string>> = {
  tag: "Tags",
  label: "Labels",
  object: "Classes of objects",
  split: "Splits",
  issue: "Issues",
  cluster: "Clusters",
  meta: "Options of metadata",
  field: "Metadata fields",
  kind: "Kinds",
};
export interface FacetGroup {
  readonly facet: string;
  readonly name: string;
  readonly values: ComparisonDto["facets"];
  readonly more: number;
}
/** Facets in the order in which people look for them; parts of clusters are told with these. */
export const facetGroups = ({ facets, more_facets }: Pick<ComparisonDto, "facets" | "more_facets">): FacetGroup[] =>
  Object.entries(FACET_NAMES).flatMap(([facet, name]) => {
    const values = facets.filter((one) => one.facet === facet);
    return values.length > 0 ? [{ facet, name, values, more: more_facets[facet] ?? 0 }] : [];
  });

/** “+12”, “−3”: with a true minus. */
export const signed = (difference: number): string =>
  `${difference < 0 ? "−" : "+"}${formatCount(Math.abs(difference))}`;
