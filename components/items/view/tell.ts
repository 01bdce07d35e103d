import { plural } from "@/components/ui/format";

/** Objects in words: how many, and of what. */
export function tellObjects(objects: readonly { readonly label: string }[]): string {
  if (objects.length === 0) return "none";
  const counts = new Map<string, number>();
  for (const { label } of objects) counts.set(label, (counts.get(label) ?? 0) + 1);
  const labels = [...counts].map(([label, count]) => (count > 1 ? `${label} × ${count}` : label));
  return `${plural(objects.length, "object")}: ${labels.join(", ")}`;
}
