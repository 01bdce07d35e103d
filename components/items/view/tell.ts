import { plural } from "@/components/ui/format";

/** Boxes in words: how many, and of what. */
export function tellBoxes(boxes: readonly { readonly label: string }[]): string {
  if (boxes.length === 0) return "none";
  const counts = new Map<string, number>();
  for (const { label } of boxes) counts.set(label, (counts.get(label) ?? 0) + 1);
  const labels = [...counts].map(([label, count]) => (count > 1 ? `${label} × ${count}` : label));
  return `${plural(boxes.length, "box", "boxes")}: ${labels.join(", ")}`;
}
