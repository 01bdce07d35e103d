/** What differs between two versions, in words; pure. A count of zero is never named. */
import { formatCount, listed, plural } from "@/lib/text";
import type { ComparisonDto } from "@/lib/snapshots/schema";

type Kind = keyof ComparisonDto["by_kind"];

/** How each kind of change is called, the one that people look for first, first. */
const KINDS: readonly (readonly [Kind, string])[] = [
  ["tags", "tags"],
  ["labels", "labels"],
  ["captions", "captions"],
  ["objects", "objects"],
  ["metadata", "metadata"],
  ["splits", "splits"],
  ["files", "files"],
  ["origins", "licences and sources"],
  ["issues", "issues"],
  ["clusters", "clusters"],
];

type Change = Pick<ComparisonDto, "added" | "removed" | "changed" | "by_kind" | "models" | "classes">;

const kindsOf = ({ by_kind }: Change) =>
  KINDS.map(([kind, name]) => ({ name, items: by_kind[kind] })).filter(({ items }) => items > 0);

/** Items that differ in any way. */
export const countOfChanges = ({ added, removed, changed }: Change): number => added + removed + changed;

/** Names of models, each once. */
const namesOf = (models: readonly { readonly name: string }[]): string =>
  listed([...new Set(models.map(({ name }) => name))]);

/** What became of the list of classes: `2 classes added, 1 removed`; null where it is the same. */
function classWords({ classes: { added, removed, changed } }: Change): string | null {
  const counts = [
    [added.length, "added"],
    [removed.length, "removed"],
    [changed.length, "changed"],
  ].filter(([count]) => Number(count) > 0) as [number, string][];
  const [first, ...more] = counts;
  if (!first) return null;
  return [
    `${plural(first[0], "class", "classes")} ${first[1]}`,
    ...more.map(([count, what]) => `${formatCount(count)} ${what}`),
  ].join(", ");
}

/** Whether anything differs at all: items, the models that enriched them, or the list of classes. */
export const differs = (change: Change): boolean => changeWords(change) !== null;

/**
 * What changed since a version: `Tags changed on 33 items, labels on 12; 4 items added; enriched with Camera data; 2 classes added`.
 * The numbers are of items, one of which can have changed in several ways. Null where nothing did.
 */
export function changeWords(change: Change): string | null {
  const { added, removed, changed, models } = change;
  const [first, ...more] = kindsOf(change);
  const edited = first
    ? [
        `${first.name} changed on ${plural(first.items, "item")}`,
        ...more.map(({ name, items }) => `${name} on ${formatCount(items)}`),
      ].join(", ")
    : changed > 0
      ? `${plural(changed, "item")} changed`
      : null;
  const came = added > 0 ? `${plural(added, "item")} added` : null;
  const went = removed > 0 ? `${plural(removed, "item")} removed` : null;
  const ran = [...models.added, ...models.changed.map(({ after }) => after)];
  const enriched = ran.length > 0 ? `enriched with ${namesOf(ran)}` : null;
  const gone = models.removed.length > 0 ? `no longer enriched with ${namesOf(models.removed)}` : null;
  const words = [edited, came, went, enriched, gone, classWords(change)].filter((part) => part !== null).join("; ");
  return words === "" ? null : words[0]!.toUpperCase() + words.slice(1);
}

/**
 * What a restore of the version would do. The comparison runs from it to the head: what was added since goes, what was removed
 * comes back.
 */
export function restoreWords(change: Change): string {
  const { added, removed, changed, models } = change;
  const classes = classWords(change);
  const kinds = kindsOf(change);
  const alike = kinds.every(({ items }) => items === changed);
  const earlier = listed(kinds.map(({ name, items }) => (alike ? name : `${name} (${formatCount(items)})`)));
  const parts = [
    removed > 0 ? `${plural(removed, "item")} will come back` : null,
    added > 0 ? `${plural(added, "item")} will go` : null,
    changed > 0
      ? `${plural(changed, "item")} will get ${changed === 1 ? "its" : "their"} earlier ${earlier || "data"}`
      : null,
    models.added.length > 0 ? `the enrichment with ${namesOf(models.added)} will go` : null,
    models.removed.length > 0 ? `the enrichment with ${namesOf(models.removed)} will come back` : null,
    models.changed.length > 0
      ? `the enrichment with ${namesOf(models.changed.map(({ before }) => before))} will be the earlier one`
      : null,
    classes ? `the list of classes will be the earlier one (${classes} since)` : null,
  ].filter((part) => part !== null);
  const words = parts.join("; ");
  return words ? `${words[0]!.toUpperCase()}${words.slice(1)}.` : "The current data equals this snapshot.";
}
