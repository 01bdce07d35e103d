/** What of the inventory lives in its address, so that a link shows what its sender saw. Pure. */
import { DATASET_SORTS, type DatasetSort } from "@/lib/access/sorts";
import { ROLES, type Role } from "@/lib/auth/roles";
import type { DatasetFilter } from "@/lib/datasets/schema";
import { STATUSES, type DatasetStatus } from "@/lib/operations/statuses";

export type Layout = "cards" | "list";

export interface InventoryView {
  readonly q: string;
  readonly sort: DatasetSort;
  readonly status: DatasetStatus | null;
  /** Email of whose datasets are listed. */
  readonly owner: string | null;
  readonly role: Role | null;
  readonly starred: boolean;
  /** Null where the address says nothing: then it is the one that was chosen last on this machine. */
  readonly layout: Layout | null;
}

/** By which the server of the next page knows what was chosen last. */
export const LAYOUT_COOKIE = "stillframe.inventory";
const LAYOUTS = ["cards", "list"] as const;
export const layoutIn = (text: string | null | undefined): Layout | null => oneOf(LAYOUTS, text ?? null);

const oneOf = <T extends string>(known: readonly T[], text: string | null): T | null =>
  known.find((one) => one === text) ?? null;

export const USUAL_SORT: DatasetSort = "-created";

export const readInventory = (search: { get(name: string): string | null }): InventoryView => ({
  q: search.get("q") ?? "",
  sort: oneOf(DATASET_SORTS, search.get("sort")) ?? USUAL_SORT,
  status: oneOf(STATUSES, search.get("status")),
  owner: search.get("owner") || null,
  role: oneOf(ROLES, search.get("role")),
  starred: search.get("starred") === "true",
  layout: layoutIn(search.get("layout")),
});

/** The address of a view; what is usual is not named. */
export function addressOf({ sort, starred, ...view }: InventoryView): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(view)) if (value) parameters.set(name, value);
  if (sort !== USUAL_SORT) parameters.set("sort", sort);
  if (starred) parameters.set("starred", "true");
  return parameters.size > 0 ? `/datasets?${parameters}` : "/datasets";
}

/** What the server is asked for. */
export const filterOf = ({ q, sort, status, owner, role, starred }: InventoryView) =>
  ({
    ...(q.trim() ? { search: q.trim().slice(0, 255) } : {}),
    ...(status ? { status } : {}),
    ...(owner ? { owner } : {}),
    ...(role ? { role } : {}),
    ...(starred ? { starred: "true" } : {}),
    sort,
  }) satisfies DatasetFilter;

/** Whether something is left out, whatever the order. */
export const isNarrowed = ({ q, status, owner, role, starred }: InventoryView): boolean =>
  Boolean(q.trim() || status || owner || role || starred);
export const EVERYTHING = { q: "", status: null, owner: null, role: null, starred: false } as const;
