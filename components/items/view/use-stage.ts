"use client";

import type { Bounds } from "@/lib/objects/geometry";
import {
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
} from "react";
import { fitted, placementOf, type Box, type Handle, type Point, type Size, type Viewport } from "./geometry";
import { IDLE, step, type Hands, type Scene, type StageInput } from "./stage-state";

/** Boxes while they are edited. */
export interface BoxEditing {
  readonly boxes: readonly Box[];
  readonly selected: number | null;
  /** Drags draw a new box instead of moving the image. */
  readonly drawing: boolean;
  readonly onSelect: (index: number | null) => void;
  readonly onChange: (index: number, box: Box) => void;
  readonly onDraw: (box: Bounds) => void;
}

interface StageOptions {
  /** Of what is shown: what hands had begun on one picture does not go on over another. */
  readonly mediaId: string;
  readonly image: Size;
  readonly viewport: Viewport | null;
  readonly onViewport: (viewport: Viewport | null) => void;
  readonly editing: BoxEditing | null;
  readonly onSwipe?: (to: "previous" | "next") => void;
}

const WHEEL_STEP = 0.0016;
const KEY_FACTOR = 1.5;

/** The hands on a picture: turns events into the steps of stage-state.ts, and hands on what comes of them. */
export function useStage({ mediaId, image, viewport, onViewport, editing, onSwipe }: StageOptions) {
  const frameRef = useRef<HTMLDivElement>(null);
  const frame = useSize(frameRef);
  const [hands, setHands] = useState<Hands>(IDLE);
  const [handsOn, setHandsOn] = useState(mediaId);
  if (handsOn !== mediaId) {
    setHandsOn(mediaId);
    setHands(IDLE);
  }
  // Several events may come before the next rendering: each goes by what the one before it led to.
  const nowRef = useRef({ hands, viewport });
  useLayoutEffect(() => {
    nowRef.current = { hands, viewport };
  });

  const send = (input: StageInput): void => {
    const scene: Scene = { image, frame, viewport: nowRef.current.viewport, editing };
    const { hands: next, outcomes } = step(nowRef.current.hands, input, scene);
    nowRef.current.hands = next;
    setHands(next);
    for (const outcome of outcomes) {
      if (outcome.type === "viewport") {
        nowRef.current.viewport = outcome.viewport;
        onViewport(outcome.viewport);
      } else if (outcome.type === "select") editing?.onSelect(outcome.index);
      else if (outcome.type === "change") editing?.onChange(outcome.index, outcome.box);
      else if (outcome.type === "draw") editing?.onDraw(outcome.box);
      else onSwipe?.(outcome.to);
    }
  };
  const at = (event: { clientX: number; clientY: number }): Point => {
    const box = frameRef.current!.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  const onWheel = useEffectEvent((event: WheelEvent) => {
    event.preventDefault();
    // Browsers report spreading fingers on a touchpad as small wheel steps with Ctrl.
    const factor = Math.exp(-event.deltaY * (event.ctrlKey ? 6 : 1) * WHEEL_STEP);
    send({ type: "zoom", factor, at: at(event) });
  });
  // React listens to wheels passively, and the page must not scroll behind the image.
  useEffect(() => {
    const element = frameRef.current!;
    const listener = (event: WheelEvent) => onWheel(event);
    element.addEventListener("wheel", listener, { passive: false });
    return () => element.removeEventListener("wheel", listener);
  }, []);

  const placement = placementOf(viewport, image, frame);
  const isClose = viewport !== null;
  const zoom = (factor: number) => send({ type: "zoom", factor });
  const fit = () => send({ type: "fit" });
  return {
    frameRef,
    measured: frame.width > 0,
    placement,
    isClose,
    gesture: hands.gesture,
    zoom,
    fit,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLDivElement>) => {
        if (event.button !== 0) return;
        // The focus goes to the new box's label, and the mouse events that follow a touch must not take it from there.
        if (editing?.drawing) event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        const part = (event.target as Element).closest<SVGElement>("[data-box]")?.dataset;
        send({
          type: "down",
          pointer: event.pointerId,
          at: at(event),
          touch: event.pointerType === "touch",
          part: part ? { index: Number(part.box), handle: (part.handle as Handle | undefined) ?? null } : null,
        });
      },
      onPointerMove: (event: PointerEvent) => send({ type: "move", pointer: event.pointerId, at: at(event) }),
      onPointerUp: (event: PointerEvent) => send({ type: "up", pointer: event.pointerId }),
      onPointerCancel: (event: PointerEvent) => send({ type: "cancel", pointer: event.pointerId }),
      onDoubleClick: (event: MouseEvent) => {
        if (editing) return;
        if (isClose) fit();
        else send({ type: "zoom", factor: Math.max(2, 1 / fitted(image, frame).scale), at: at(event) });
      },
      onKeyDown: (event: KeyboardEvent) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === "+" || event.key === "=") zoom(KEY_FACTOR);
        else if (event.key === "-") zoom(1 / KEY_FACTOR);
        else if (event.key === "0") fit();
        else return;
        event.preventDefault();
        event.stopPropagation();
      },
    },
  };
}

/** The size of an element, followed. */
function useSize(ref: React.RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current!;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return size;
}
