"use client";

import { useEffect, useEffectEvent } from "react";
import type { Keypoint } from "@/lib/objects/geometry";
import { isField, isOnTop, isPressable } from "./keys";
import type { ObjectEditor } from "./object-editor";
import { useOpenItem } from "./open-item";
import type { Tool } from "./sketch";

/** The keys of the tools; the sheet of keys (components/workspace/shortcuts.ts) lists them. */
export const TOOL_KEYS = {
  select: "s",
  box: "b",
  rotated_box: "r",
  polygon: "p",
  polyline: "l",
  keypoints: "d",
} as const satisfies Record<Tool, string>;

const isInPanel = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("[data-object-panel]") !== null;

/** Keys while objects are edited. They come before those that go through the list. */
export function useObjectKeys(): void {
  const { objects: editor } = useOpenItem();
  const isEditing = editor.draft !== null;
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!isOnTop() || event.altKey) return;
    const typing = isField(event.target);
    const isDone =
      event.ctrlKey || event.metaKey
        ? // What is typed of an object is among its steps.
          (!typing || isInPanel(event.target)) && stepBackOrForth(editor, event)
        : !typing && (ofSketch(editor, event) || ofTool(editor, event) || ofChosen(editor, event));
    if (!isDone) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  useEffect(() => {
    if (!isEditing) return;
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listener, true);
    return () => window.removeEventListener("keydown", listener, true);
  }, [isEditing]);
}

function stepBackOrForth(editor: ObjectEditor, { key, shiftKey }: KeyboardEvent): boolean {
  const letter = key.toLowerCase();
  if (letter === "z" && !shiftKey) editor.undo();
  else if ((letter === "z" && shiftKey) || (letter === "y" && !shiftKey)) editor.redo();
  else return false;
  return true;
}

function ofSketch({ sketch, finish, unplot }: ObjectEditor, { key, target }: KeyboardEvent): boolean {
  if (!sketch) return false;
  if (key === "Enter" && !isPressable(target)) finish();
  else if (key === "Backspace" || key === "Delete") unplot();
  else return false;
  return true;
}

function ofTool({ setTool }: ObjectEditor, { key }: KeyboardEvent): boolean {
  const tool = (Object.keys(TOOL_KEYS) as Tool[]).find((one) => TOOL_KEYS[one] === key);
  if (!tool) return false;
  setTool(tool);
  return true;
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function ofChosen(editor: ObjectEditor, { key, shiftKey }: KeyboardEvent): boolean {
  const { selected, spot } = editor;
  if (!selected) return false;
  const arrow = ARROWS[key];
  const step = shiftKey ? 10 : 1;
  if (arrow) editor.nudge(arrow[0] * step, arrow[1] * step);
  else if (key === "Delete" || key === "Backspace") editor.removeChosen();
  else if (key === ".") editor.stepTo(1);
  else if (key === ",") editor.stepTo(-1);
  else if (key === "a") editor.insertPoint();
  else if (key === "v" && spot?.of === "keypoints")
    editor.setVisibility(spot.point, otherVisibility(selected.keypoints?.[spot.point]));
  else return false;
  return true;
}

/** Visible is hidden next, and hidden visible. */
const otherVisibility = (point: readonly number[] | undefined): Keypoint[2] => (point?.[2] === 2 ? 1 : 2);
