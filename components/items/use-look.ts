"use client";

import { kept, parsedJson } from "@/components/ui/use-kept";

/** How tiles look, beside their size. */
export interface Look {
  /** Boxes are drawn on the pictures. */
  readonly boxes: boolean;
  /** Tiles are as wide as their pictures' proportions ask for. */
  readonly justified: boolean;
}

const isLook = (value: unknown): value is Look =>
  typeof value === "object" &&
  value !== null &&
  ["boxes", "justified"].every((key) => typeof (value as Record<string, unknown>)[key] === "boolean");

/** Kept on this machine. */
export const useLook = kept<Look>("stillframe.look", (text) => parsedJson(text, isLook), {
  boxes: false,
  justified: false,
});
