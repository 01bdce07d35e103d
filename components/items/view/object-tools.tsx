"use client";

import { Check, Minus, MousePointer2, Plus, Redo2, SkipForward, Undo2, X, type LucideIcon } from "lucide-react";
import { KINDS } from "@/components/objects/kinds";
import { Button, IconButton } from "@/components/ui/button";
import { plural } from "@/components/ui/format";
import { isPlainBox, nextSpot } from "@/lib/objects/edit";
import type { ObjectEditor } from "./object-editor";
import { useOpenItem } from "./open-item";
import { SMALL_BUTTON } from "./row";
import { isPlotted, shapeOf, TOOLS, type Tool } from "./sketch";
import { TOOL_KEYS } from "./use-object-keys";

const lookOf = (tool: Tool): { readonly name: string; readonly icon: LucideIcon } =>
  tool === "select" ? { name: "Select", icon: MousePointer2 } : KINDS[tool];

const TOOL = "size-9! aria-pressed:bg-accent-soft aria-pressed:text-accent-text pointer-coarse:size-11!";

/** The tools above an image while its objects are edited, and what the one in hand does; as buttons too, where there are no keys. */
export function ObjectTools() {
  const { objects: editor } = useOpenItem();
  if (!editor.draft) return null;
  return (
    <div className="border-b border-line bg-surface px-1.5 py-1">
      <div className="flex items-center">
        <div role="group" aria-label="Tools" className="flex items-center">
          {TOOLS.map((tool) => {
            const { name, icon: Icon } = lookOf(tool);
            return (
              <IconButton
                key={tool}
                label={name}
                title={`${name} (${TOOL_KEYS[tool]})`}
                aria-pressed={editor.tool === tool}
                onClick={() => editor.setTool(tool)}
                className={TOOL}
              >
                <Icon size={18} aria-hidden />
              </IconButton>
            );
          })}
        </div>
        <div role="group" aria-label="Steps" className="ml-auto flex items-center">
          <IconButton
            label="Undo"
            title="Undo (Ctrl+Z)"
            disabled={!editor.canUndo}
            onClick={editor.undo}
            className={TOOL}
          >
            <Undo2 size={18} aria-hidden />
          </IconButton>
          <IconButton
            label="Redo"
            title="Redo (Ctrl+Shift+Z)"
            disabled={!editor.canRedo}
            onClick={editor.redo}
            className={TOOL}
          >
            <Redo2 size={18} aria-hidden />
          </IconButton>
        </div>
      </div>
      <div className="flex min-h-8 flex-wrap items-center gap-x-2 gap-y-1 px-1.5 text-[13px]">
        <p role="status" className="min-w-0 flex-1 basis-56 text-muted">
          {hintOf(editor)}
        </p>
        <Deeds editor={editor} />
      </div>
    </div>
  );
}

/** What to do next with the tool in hand, or with what is chosen. */
function hintOf({ tool, sketch, selected, spot }: ObjectEditor): string {
  const points = sketch ? `${plural(sketch.points.length, "point")}. ` : "";
  switch (tool) {
    case "box":
      return "Drag over the image to draw a box.";
    case "rotated_box":
      return "Drag over the image to draw a box, then turn it by the handle above it.";
    case "polygon":
      return `${points}Click to set points; the first one again, a double click or Enter ends it.`;
    case "polyline":
      return `${points}Click to set points; a double click or Enter ends it.`;
    case "keypoints":
      return `${points}Click to set points in their order, with Shift a hidden one, with Alt one that is not labelled; Enter ends it.`;
    case "select":
      if (!selected) return "Click an object to choose it, drag it to move it.";
      if (spot) return "Drag the point, or move it with the arrow keys.";
      if (selected.mask) return "A mask is not redrawn here.";
      if (selected.rotated_box) return "Drag it, a handle, or the one above it to turn it; Shift turns in steps.";
      if (isPlainBox(selected)) return "Drag it, or a handle to resize it.";
      if (selected.keypoints) return "Drag a point, or the box around to move all of them.";
      return "Drag a point, or the middle of an edge to add one; drag the rest to move it.";
  }
}

const DEED = `gap-1.5! px-2! ${SMALL_BUTTON}`;

/** What keys do, for those who have none. They are there before the first point is: the picture must not move below the hand. */
function Deeds({ editor }: { editor: ObjectEditor }) {
  const { sketch, selected, spot, tool } = editor;
  if (isPlotted(tool)) {
    const isDone = sketch !== null && shapeOf(sketch) !== null;
    return (
      <span className="flex flex-wrap gap-1">
        {tool === "keypoints" ? (
          <Button
            className={DEED}
            title="A point that is not labelled (Alt+click)"
            onClick={() => editor.plot([0, 0, 0])}
          >
            <SkipForward size={14} aria-hidden /> Skip
          </Button>
        ) : null}
        <Button className={DEED} title="Remove the last point (Backspace)" disabled={!sketch} onClick={editor.unplot}>
          <Minus size={14} aria-hidden /> Remove point
        </Button>
        <Button className={DEED} title="Give up (Esc)" onClick={editor.giveUp}>
          <X size={14} aria-hidden /> Give up
        </Button>
        <Button
          variant="primary"
          className={DEED}
          disabled={!isDone}
          title={isDone ? "Finish (Enter)" : "It has too few points yet"}
          onClick={editor.finish}
        >
          <Check size={14} aria-hidden /> Finish
        </Button>
      </span>
    );
  }
  if (!selected || !spot) return null;
  return (
    <span className="flex flex-wrap gap-1">
      {nextSpot(selected, spot) ? (
        <Button className={DEED} title="Add a point after it (a)" onClick={editor.insertPoint}>
          <Plus size={14} aria-hidden /> Add point
        </Button>
      ) : null}
      <Button className={DEED} title="Remove the point (Delete)" onClick={editor.removeChosen}>
        <Minus size={14} aria-hidden /> Remove point
      </Button>
    </span>
  );
}
