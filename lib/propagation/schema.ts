import type { ItemDto } from "@/lib/items/schema";

export interface PropagationSample {
  readonly item: ItemDto;
  readonly label: string;
  readonly confidence: number;
  /** The labelled item that it is most like. */
  readonly from: ItemDto;
}

export type NothingFound = "no_unlabelled" | "nothing_comparable" | "too_uncertain";

export interface PropagationPreview {
  /** Items with a label to pass on, and items without one that were looked at. */
  readonly labelled: number;
  readonly targets: number;
  /** Items that would get a label. */
  readonly changed: number;
  /** Why no item would get one: none lacks a label, none could be compared, or none has neighbours certain enough. */
  readonly reason: NothingFound | null;
  /**
   * The least confidence at which one item still gets a label, 0–1, rounded down so that asking for it finds something; null
   * where none could be compared.
   */
  readonly best_confidence: number | null;
  /** The counts are scaled up from a sample. */
  readonly estimated: boolean;
  readonly labels: { readonly label: string; readonly count: number }[];
  readonly samples: PropagationSample[];
}

export interface PropagationResult extends Pick<PropagationPreview, "changed" | "reason" | "best_confidence"> {
  /** Items that got each label. */
  readonly labels: Readonly<Record<string, number>>;
}
