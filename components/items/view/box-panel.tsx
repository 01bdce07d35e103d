"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, SquareDashedMousePointer, Trash2 } from "lucide-react";
import { useEffect, useId } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { facetsQuery } from "@/lib/items/queries";
import { facetValues, type ItemDto } from "@/lib/items/schema";
import { movedBox, type Box } from "./geometry";

/** Boxes as they are being edited, before they are saved. */
export interface BoxDraft {
  readonly boxes: readonly Box[];
  readonly selected: number | null;
  readonly drawing: boolean;
  /** Of the item that the changes began with. */
  readonly etag: string;
}

interface BoxPanelProps {
  readonly datasetId: string;
  readonly stateId: string;
  readonly item: ItemDto;
  readonly blocked: string | null;
  readonly draft: BoxDraft | null;
  readonly saving: boolean;
  readonly onDraft: (draft: BoxDraft | null) => void;
  readonly onSave: (boxes: readonly Box[]) => void;
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;

/** The boxes of an item as a list; while they are edited, with their labels to write, and keys that move the chosen one. */
export function BoxPanel({ datasetId, stateId, item, blocked, draft, saving, onDraft, onSave }: BoxPanelProps) {
  const listId = useId();
  const { data: facets } = useQuery({ ...facetsQuery(datasetId, stateId, ""), enabled: draft !== null });
  const boxes = draft?.boxes ?? (item.objects as Box[]);

  useEffect(() => {
    if (!draft || draft.selected === null) return;
    const { selected } = draft;
    const onKey = (event: KeyboardEvent) => {
      if (isField(event.target)) return;
      const step = event.shiftKey ? 10 : 1;
      const moves: Record<string, [number, number]> = {
        ArrowLeft: [-step, 0],
        ArrowRight: [step, 0],
        ArrowUp: [0, -step],
        ArrowDown: [0, step],
      };
      const move = moves[event.key];
      if (move)
        onDraft({
          ...draft,
          boxes: draft.boxes.map((box, index) =>
            index === selected ? movedBox(box, ...move, { width: item.width ?? 1, height: item.height ?? 1 }) : box,
          ),
        });
      else if (event.key === "Delete" || event.key === "Backspace")
        onDraft({ ...draft, selected: null, boxes: draft.boxes.filter((_, index) => index !== selected) });
      else return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, [draft, item.width, item.height, onDraft]);

  if (item.media_type === "video") return null;
  return (
    <section aria-label="Boxes" data-unsaved={draft ? true : undefined} className="border-t border-line p-4">
      <div className="mb-2 flex items-center justify-between gap-2">
        <h3 className="font-semibold">Boxes</h3>
        {draft ? null : (
          <Button
            className="h-7!"
            title={blocked ?? undefined}
            disabled={blocked !== null}
            onClick={() => onDraft({ boxes, selected: null, drawing: boxes.length === 0, etag: item.etag })}
          >
            <SquareDashedMousePointer size={14} aria-hidden /> Edit boxes
          </Button>
        )}
      </div>
      {boxes.length === 0 ? (
        <p className="text-muted">{draft ? "Drag over the image to draw the first one." : "none"}</p>
      ) : null}
      <ul aria-label="Boxes" className="grid gap-1">
        {boxes.map((box, index) => (
          <li key={index} className="flex items-center gap-1.5">
            {draft ? (
              <>
                <input
                  aria-label={`Label of box ${index + 1}`}
                  list={listId}
                  maxLength={255}
                  autoComplete="off"
                  autoFocus={draft.selected === index && box.label === ""}
                  value={box.label}
                  aria-invalid={box.label.trim() === "" ? true : undefined}
                  onFocus={() => draft.selected !== index && onDraft({ ...draft, selected: index })}
                  onChange={(event) =>
                    onDraft({
                      ...draft,
                      boxes: draft.boxes.map((other, at) =>
                        at === index ? { ...other, label: event.target.value } : other,
                      ),
                    })
                  }
                  className="h-8 min-w-0 flex-1 rounded-md border border-line-strong bg-surface px-2 aria-invalid:border-danger"
                />
                <IconButton
                  label={`Delete box ${index + 1}`}
                  onClick={() =>
                    onDraft({ ...draft, selected: null, boxes: draft.boxes.filter((_, at) => at !== index) })
                  }
                  className="size-8!"
                >
                  <Trash2 size={14} aria-hidden />
                </IconButton>
              </>
            ) : (
              <>
                <span className="min-w-0 flex-1 truncate">{box.label}</span>
                <span className="text-xs text-muted tabular-nums">
                  {Math.round(box.width)} × {Math.round(box.height)}
                </span>
              </>
            )}
          </li>
        ))}
      </ul>
      {draft ? (
        <>
          <datalist id={listId}>
            {facetValues(facets, "label")
              .slice(0, 500)
              .map(({ value }) => (
                <option key={value} value={value} />
              ))}
          </datalist>
          <div className="mt-3 flex flex-wrap justify-end gap-1.5">
            <Button
              className="mr-auto h-8!"
              aria-pressed={draft.drawing}
              onClick={() => onDraft({ ...draft, drawing: !draft.drawing, selected: null })}
            >
              <Plus size={14} aria-hidden /> {draft.drawing ? "Drag over the image" : "Draw a box"}
            </Button>
            <Button className="h-8!" onClick={() => onDraft(null)}>
              Cancel
            </Button>
            <Button
              variant="primary"
              className="h-8!"
              disabled={saving || boxes.some((box) => box.label.trim() === "")}
              title={boxes.some((box) => box.label.trim() === "") ? "Every box needs a label" : undefined}
              onClick={() => onSave(boxes.map((box) => ({ ...box, label: box.label.trim() })))}
            >
              Save boxes
            </Button>
          </div>
        </>
      ) : null}
    </section>
  );
}
