/** What of an item's file can be asked for: its thumbnail, its preview, or the file as it came. */
export const VARIANTS = ["small", "large", "original"] as const;
export type Variant = (typeof VARIANTS)[number];
