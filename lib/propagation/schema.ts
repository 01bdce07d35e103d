import type { ItemDto } from "@/lib/items/schema";

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
