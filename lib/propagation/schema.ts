import { z } from "zod";
import type { ItemDto } from "@/lib/items/schema";

export const propagationInput = z.strictObject({
  /** How many labelled neighbours decide. */
  k: z.number().int().min(1, "At least 1").max(50, "At most 50"),
  min_confidence: z.number().min(0, "From 0 to 1").max(1, "From 0 to 1"),
  /** Only these labels are passed on; all when absent. */
  labels: z.array(z.string().min(1).max(255)).min(1, "Give at least one label, or leave it out").max(1_000).optional(),
});
export type PropagationInput = z.infer<typeof propagationInput>;

export interface PropagationSample {
  readonly item: ItemDto;
  readonly label: string;
  readonly confidence: number;
  /** The labelled item that it is most like. */
  readonly from: ItemDto;
}

export interface PropagationPreview {
  /** Items with a label to pass on, and items without one that were looked at. */
  readonly labelled: number;
  readonly targets: number;
  /** Items that would get a label. */
  readonly changed: number;
  /** The counts are scaled up from a sample. */
  readonly estimated: boolean;
  readonly labels: { readonly label: string; readonly count: number }[];
  readonly samples: PropagationSample[];
}
