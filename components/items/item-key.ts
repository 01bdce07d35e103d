import type { ItemDto } from "@/lib/items/schema";

/** Names an item in a list: its id, and in a list over several datasets, where clones have ids in common, its dataset's before it. */
export const keyOf = ({ media_id, dataset_id }: Pick<ItemDto, "media_id" | "dataset_id">): string =>
  dataset_id === undefined ? media_id : `${dataset_id}/${media_id}`;
