"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, SquareDashedMousePointer, Trash2 } from "lucide-react";
import { useEffect, useEffectEvent, useId, useLayoutEffect, useRef } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { facetsQuery } from "@/lib/items/queries";
import { facetValues } from "@/lib/items/schema";
import { bringIntoSight, focusIfLost } from "./focus";
import { isField, isOnTop } from "./keys";
import { useOpenItem } from "./open-item";
import { SMALL_BUTTON } from "./row";
import { Unsaved } from "./unsaved";

/** The boxes of an item as a list; while they are edited, with their labels to write, and keys that move the chosen one. */
export function BoxPanel() {
  const { item, blocked, boxes } = useOpenItem();
  useBoxKeys();
  if (item.media_type === "video") return null;
  const { draft } = boxes;
  return (
    // While they are edited they stand above everything else, which may be far from where that began.
    <section ref={draft ? bringIntoSight : undefined} aria-label="Boxes" className="border-t border-line p-4">
      <div className="mb-2 flex items-center justify-between gap-2">
        <h3 className="font-semibold">Boxes</h3>
        <Unsaved shown={boxes.changed} />
        {draft ? null : (
          <Button
            ref={boxes.ended ? focusIfLost : undefined}
            className={SMALL_BUTTON}
            title={blocked ?? undefined}
            disabled={blocked !== null}
            onClick={boxes.begin}
          >
            <SquareDashedMousePointer size={14} aria-hidden /> Edit boxes
          </Button>
        )}
      </div>
      {boxes.boxes.length === 0 ? (
        <p className="text-muted">{draft ? "Drag over the image to draw the first one." : "none"}</p>
      ) : null}
      {draft ? <EditedBoxes /> : <ShownBoxes />}
      {draft ? <BoxActions /> : null}
    </section>
  );
}

function ShownBoxes() {
  const { boxes } = useOpenItem();
  return (
    <ul aria-label="Boxes" className="grid grid-cols-[minmax(0,1fr)] gap-1">
      {boxes.boxes.map((box, index) => (
        <li key={index} className="flex items-center gap-1.5">
          <span dir="auto" title={box.label} className="min-w-0 flex-1 truncate">
            {box.label}
          </span>
          <span className="text-xs whitespace-nowrap text-muted tabular-nums">
            {box.type === "box" ? "" : `${box.type.replace("_", " ")}, `}
            {Math.round(box.width)} × {Math.round(box.height)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function EditedBoxes() {
  const { datasetId, stateId, boxes, focusStage } = useOpenItem();
  const listId = useId();
  const listRef = useRef<HTMLUListElement>(null);
  const { data: facets } = useQuery(facetsQuery(datasetId, stateId, ""));
  // What is typed after a box was drawn is its label; a suggested one is selected, so that it is typed over.
  useLayoutEffect(() => {
    const label = boxes.drawn && listRef.current?.querySelectorAll("input")[boxes.drawn.index];
    label?.focus();
    label?.select();
  }, [boxes.drawn]);
  return (
    <>
      <ul ref={listRef} aria-label="Boxes" data-keeps-escape className="grid grid-cols-[minmax(0,1fr)] gap-1">
        {boxes.boxes.map((box, index) => (
          <li key={index} className="flex items-center gap-1.5">
            <input
              dir="auto"
              aria-label={`Label of box ${index + 1}`}
              list={listId}
              maxLength={255}
              autoComplete="off"
              value={box.label}
              aria-invalid={box.label.trim() === "" ? true : undefined}
              onFocus={() => boxes.selected !== index && boxes.select(index)}
              onChange={(event) => boxes.change(index, { ...box, label: event.target.value })}
              onKeyDown={(event) => event.key === "Escape" && focusStage()}
              className="h-8 min-w-0 flex-1 rounded-md border border-line-strong bg-surface px-2 aria-invalid:border-danger pointer-coarse:h-12"
            />
            <IconButton
              label={`Delete box ${index + 1}`}
              onClick={() => boxes.remove(index)}
              className="size-8! pointer-coarse:size-12!"
            >
              <Trash2 size={14} aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
      <datalist id={listId}>
        {facetValues(facets, "label")
          .slice(0, 500)
          .map(({ value }) => (
            <option key={value} value={value} />
          ))}
      </datalist>
    </>
  );
}

function BoxActions() {
  const { blocked, editor, boxes } = useOpenItem();
  const why = blocked ?? (boxes.incomplete ? "Every box needs a label" : undefined);
  return (
    <div className="mt-3 flex flex-wrap items-center justify-end gap-1.5">
      <Button
        className={`mr-auto ${SMALL_BUTTON}`}
        aria-pressed={boxes.drawing}
        onClick={() => boxes.setDrawing(!boxes.drawing)}
      >
        <Plus size={14} aria-hidden /> {boxes.drawing ? "Drag over the image" : "Draw a box"}
      </Button>
      <Button className={SMALL_BUTTON} onClick={boxes.cancel}>
        {boxes.restored ? "Discard" : "Cancel"}
      </Button>
      <Button
        variant="primary"
        className={SMALL_BUTTON}
        disabled={editor.saving || why !== undefined}
        title={why}
        onClick={boxes.save}
      >
        Save boxes
      </Button>
    </div>
  );
}

/** Keys of the chosen box. They come before those that go through the list. */
function useBoxKeys(): void {
  const { boxes } = useOpenItem();
  const selected = boxes.draft ? boxes.selected : null;
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (selected === null || isField(event.target) || event.ctrlKey || event.metaKey || event.altKey || !isOnTop())
      return;
    const step = event.shiftKey ? 10 : 1;
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const move = moves[event.key];
    if (move) boxes.nudge(selected, ...move);
    else if (event.key === "Delete" || event.key === "Backspace") boxes.remove(selected);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  useEffect(() => {
    if (selected === null) return;
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listener, true);
    return () => window.removeEventListener("keydown", listener, true);
  }, [selected]);
}
