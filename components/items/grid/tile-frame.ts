import type { CSSProperties, MouseEvent } from "react";
import type { Caption } from "./layout";

/** Where a tile stands, and how large it is. */
export interface Placed {
  readonly place: number;
  /** How many places there are. */
  readonly total: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly pictureHeight: number;
  readonly height: number;
  readonly caption: Caption;
  readonly focusable: boolean;
  readonly onFocus: (place: number) => void;
}

export const frameOf = ({ x, y, width, height }: Placed): CSSProperties => ({
  width,
  height,
  // Not `transform`: what a tile does by itself, such as shrinking away, then happens where it is.
  translate: `${x}px ${y}px`,
});

const KEYS = ["place", "total", "x", "y", "width", "height", "pictureHeight", "caption", "focusable"] as const;
export const isSamePlace = (a: Placed, b: Placed): boolean => KEYS.every((key) => a[key] === b[key]);

/** What a click says beside where it was; the keyboard's click turns one on or off, as Ctrl does. */
export const modifiersOf = (event: MouseEvent) => ({
  shift: event.shiftKey,
  toggle: event.ctrlKey || event.metaKey || event.detail === 0,
});
