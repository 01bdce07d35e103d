/** Values of metadata that do not fit the type which their field has here, counted by field. Pure. */
import type { Loss } from "@/lib/annotations/model";
import type { Field } from "@/lib/fields/rules";

export class MisfitLosses {
  private readonly counts = new Map<string, { field: Field; count: number }>();

  add(field: Field): void {
    const known = this.counts.get(field.name);
    this.counts.set(field.name, { field, count: 1 + (known?.count ?? 0) });
  }

  get all(): Loss[] {
    return [...this.counts.values()].map(({ field: { name, type, multi }, count }) => ({
      what: `values of “${name}”`,
      unit: "values",
      count,
      why: `the field takes ${multi ? "lists of " : ""}${type} here`,
    }));
  }
}
