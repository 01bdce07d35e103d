"use client";

import {
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
} from "react";
import type { Spot } from "@/lib/objects/edit";
import type { Bounds, Keypoint } from "@/lib/objects/geometry";
import type { ItemObject } from "@/lib/objects/model";
import { fitted, placementOf, type Point, type Size, type Viewport } from "./geometry";
import type { Sketch, Tool } from "./sketch";
import { IDLE, step, type Grip, type Hands, type Scene, type StageInput, type Touched } from "./stage-state";

/** Objects while they are edited. */
export interface ObjectEditing {
  readonly objects: readonly ItemObject[];
  readonly selected: ItemObject | null;
  /** The chosen point of the chosen object. */
  readonly spot: Spot | null;
  readonly tool: Tool;
  readonly sketch: Sketch | null;
  readonly onSelect: (id: string | null, spot: Spot | null) => void;
  /** @param first it begins something that can be taken back as one */
  readonly onChange: (object: ItemObject, first: boolean) => void;
  readonly onDraw: (box: Bounds) => void;
  readonly onPlot: (point: Keypoint) => void;
  readonly onFinish: () => void;
}

interface StageOptions {
  /** Of what is shown: what hands had begun on one picture does not go on over another. */
  readonly mediaId: string;
  readonly image: Size;
  readonly viewport: Viewport | null;
  readonly onViewport: (viewport: Viewport | null) => void;
  readonly editing: ObjectEditing | null;
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
  const [hover, setHover] = useState<Point | null>(null);
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
      } else if (outcome.type === "select") editing?.onSelect(outcome.id, outcome.spot);
      else if (outcome.type === "change") editing?.onChange(outcome.object, outcome.first);
      else if (outcome.type === "draw") editing?.onDraw(outcome.box);
      else if (outcome.type === "plot") editing?.onPlot(outcome.point);
      else if (outcome.type === "finish") editing?.onFinish();
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

  const { width, height } = image;
  // The same for as long as the same is seen: what is drawn there is not drawn anew.
  const placement = useMemo(() => placementOf(viewport, { width, height }, frame), [viewport, width, height, frame]);
  const isClose = viewport !== null;
  const zoom = (factor: number) => send({ type: "zoom", factor });
  const fit = () => send({ type: "fit" });
  return {
    frameRef,
    frame,
    placement,
    isClose,
    gesture: hands.gesture,
    /** Where the mouse is while points are set. */
    hover: editing?.sketch ? hover : null,
    zoom,
    fit,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLDivElement>) => {
        if (event.button !== 0) return;
        // The focus goes to the new object's label, and the mouse events that follow a touch must not take it from there. While
        // points are set, the keys that end it have to come here, wherever the focus was.
        if (editing && editing.tool !== "select") {
          event.preventDefault();
          event.currentTarget.focus();
        }
        event.currentTarget.setPointerCapture(event.pointerId);
        send({
          type: "down",
          pointer: event.pointerId,
          at: at(event),
          touch: event.pointerType === "touch",
          touched: touchedBy(event.target as Element),
          visibility: event.altKey ? 0 : event.shiftKey ? 1 : 2,
        });
      },
      onPointerMove: (event: PointerEvent) => {
        if (editing?.sketch) setHover(event.pointerType === "touch" ? null : at(event));
        send({ type: "move", pointer: event.pointerId, at: at(event), even: event.shiftKey });
      },
      onPointerLeave: () => setHover(null),
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

/** What stands on elements that can be touched, for `touchedBy`. */
export const touchable = (id: string, grip: Grip | null = null) => ({
  "data-object": id,
  ...(grip ? { "data-grip": JSON.stringify(grip) } : {}),
});

function touchedBy(target: Element): Touched | null {
  const { object, grip } = target.closest<SVGElement>("[data-object]")?.dataset ?? {};
  return object === undefined ? null : { id: object, grip: grip === undefined ? null : (JSON.parse(grip) as Grip) };
}

/** The size of an element, followed. */
export function useSize(ref: React.RefObject<HTMLElement | null>): Size {
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
