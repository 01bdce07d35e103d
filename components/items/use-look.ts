"use client";

import { kept, parsedJson } from "@/components/ui/use-kept";

/** How tiles look, beside their size. */
export interface Look {
  /** Objects are drawn on the pictures. */
  readonly objects: boolean;
  /** Tiles are as wide as their pictures' proportions ask for. */
  readonly justified: boolean;
}

const isLook = (value: unknown): value is Look =>
  typeof value === "object" &&
  value !== null &&
  ["objects", "justified"].every((key) => typeof (value as Record<string, unknown>)[key] === "boolean");

/** Kept on this machine. */
export const useLook = kept<Look>("stillframe.look", (text) => parsedJson(text, isLook), {
  objects: false,
  justified: false,
});
