/** How the sets of a state are named; safe for the browser. */

export const FACETS = ["file", "caption", "objects", "metadata", "origin"] as const;
export type Facet = (typeof FACETS)[number];

/** The kinds of set that an item can be a member of and that people see as facets. */
export const SET_KINDS = [
  "kind",
  "tag",
  "label",
  "split",
  "issue",
  "cluster",
  "subcluster",
  "meta",
  "propagated",
] as const;
export type SetKind = (typeof SET_KINDS)[number];

export const LIVE = "live";
export const INDEXED = "indexed";
/** What a version says as a whole. */
export const DOCUMENTS = ["classes", "models"] as const;
export type DocumentName = (typeof DOCUMENTS)[number];
/** The set whose one member is the revision that holds the document. */
export const documentSet = (name: DocumentName): string => `doc:${name}`;
/** The items that a run of a model covered; the document `models` says which run each of these sets is of. */
export const coveredSet = (run: string): string => `covered:${run}`;
/** Documents are revisions of this number, which no item ever has. */
export const NO_ITEM = 0x7fffffff;

export const revisionSet = (facet: Facet): string => `rev:${facet}`;
/** The sets of a state whose members are revisions. */
export const REVISION_SETS: readonly string[] = [...FACETS.map(revisionSet), ...DOCUMENTS.map(documentSet)];
export const setName = (kind: SetKind, value: string): string => `${kind}:${value}`;

const COLUMN = "col:";
/** Columns hold one number per item, where sets hold memberships; both are named in the same map. */
export const columnName = (name: string): string => `${COLUMN}${name}`;
export const isColumnName = (name: string): boolean => name.startsWith(COLUMN);

/** The cluster that a part of it belongs to: `3` for `3.1`. A name that a person gave may have periods of its own. */
export const parentCluster = (subcluster: string): string => subcluster.slice(0, subcluster.lastIndexOf("."));

/** Splits `tag:night` into its kind and value; null for the engine's own sets (live, indexed, rev:…, field:…, col:…). */
export function parseSetName(name: string): { kind: SetKind; value: string } | null {
  const colon = name.indexOf(":");
  const kind = name.slice(0, colon) as SetKind;
  return colon > 0 && SET_KINDS.includes(kind) ? { kind, value: name.slice(colon + 1) } : null;
}
