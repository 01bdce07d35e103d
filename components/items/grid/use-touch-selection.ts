"use client";

import { useCallback, useEffect, useRef, type MouseEvent, type PointerEvent } from "react";
import type { CellContent } from "../use-item-list";
import type { Selection } from "../use-selection";

/** Milliseconds after which a touch is a long one. */
const LONG_MS = 450;
/** Pixels that a finger may wander meanwhile; more is scrolling. */
const WANDER_PX = 10;

/**
 * Several items by touch, where there is no Ctrl key: a long press selects a tile beside what is selected, and from then on
 * each tap does, until nothing is selected any more. A tap alone selects one, as a click does.
 */
export function useTouchSelection(selection: Selection, contentAt: (place: number) => CellContent | undefined) {
  const severalRef = useRef(false);
  const pressRef = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number } | null>(null);
  /** The press was long: the click that ends it is none. */
  const wasLongRef = useRef(false);
  const { count, click } = selection;
  useEffect(() => {
    if (count === 0) severalRef.current = false;
  }, [count]);
  const stop = () => {
    if (pressRef.current) clearTimeout(pressRef.current.timer);
    pressRef.current = null;
  };
  useEffect(() => stop, []);

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    wasLongRef.current = false;
    stop();
    const tile = (event.target as Element).closest<HTMLElement>("[data-place]");
    if (event.pointerType !== "touch" || !event.isPrimary || !tile) return;
    const place = Number(tile.dataset.place);
    const timer = setTimeout(() => {
      const content = contentAt(place);
      if (content?.type !== "item" || !content.item) return;
      wasLongRef.current = true;
      severalRef.current = true;
      click(place, content.item, { shift: false, toggle: true });
    }, LONG_MS);
    pressRef.current = { timer, x: event.clientX, y: event.clientY };
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const press = pressRef.current;
    if (press && Math.hypot(event.clientX - press.x, event.clientY - press.y) > WANDER_PX) stop();
  };
  const clickOrTap = useCallback<Selection["click"]>(
    (place, item, { shift, toggle }) => click(place, item, { shift, toggle: toggle || severalRef.current }),
    [click],
  );
  return {
    click: clickOrTap,
    handlers: {
      onPointerDown,
      onPointerMove,
      onPointerUp: stop,
      onPointerCancel: stop,
      onClickCapture: (event: MouseEvent) => {
        if (!wasLongRef.current) return;
        wasLongRef.current = false;
        event.preventDefault();
        event.stopPropagation();
      },
      // A long press is the touch screen's right click.
      onContextMenu: (event: MouseEvent) => {
        if (pressRef.current || wasLongRef.current) event.preventDefault();
      },
    },
  };
}
