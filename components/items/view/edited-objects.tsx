"use client";

import { Trash2 } from "lucide-react";
import { memo, useId, useLayoutEffect, useMemo, useRef } from "react";
import { suggestedLabels, useClasses } from "@/components/objects/classes";
import { KINDS } from "@/components/objects/kinds";
import { IconButton } from "@/components/ui/button";
import type { ItemObject } from "@/lib/objects/model";
import { bringIntoSight } from "./focus";
import { ObjectDetails } from "./object-details";
import { useOpenItem } from "./open-item";
import { factsOf } from "./shown-objects";

/** The objects while they are edited, in the order in which they were drawn: the chosen one with all that is said of it. */
export function EditedObjects() {
  const { objects: editor } = useOpenItem();
  const { objects, drawn, selected } = editor;
  const deeds = useDeeds();
  const listId = useId();
  const listRef = useRef<HTMLUListElement>(null);
  const classes = useClasses();
  // What is typed after an object was drawn is its label; a suggested one is selected, so that it is typed over.
  useLayoutEffect(() => {
    const label = drawn && listRef.current?.querySelector<HTMLInputElement>(`[data-label-of="${drawn.id}"]`);
    label?.focus();
    label?.select();
  }, [drawn]);
  const used = objects.map(({ label }) => label);
  return (
    <>
      <ul ref={listRef} aria-label="Objects" data-keeps-escape className="grid grid-cols-[minmax(0,1fr)] gap-1">
        {objects.map((object, index) => (
          <EditedObject
            key={object.object_id}
            {...{ object, listId, deeds }}
            number={index + 1}
            isSelected={object === selected}
          />
        ))}
      </ul>
      <datalist id={listId}>
        {suggestedLabels(used, classes).map((label) => (
          <option key={label} value={label} />
        ))}
      </datalist>
    </>
  );
}

/** What rows do, the same for as long as the item is shown: while one object is dragged the rows of all others are not drawn anew. */
function useDeeds() {
  const { objects: editor, focusStage } = useOpenItem();
  const nowRef = useRef(editor);
  useLayoutEffect(() => {
    nowRef.current = editor;
  });
  return useMemo(
    () => ({
      select: (id: string | null) => nowRef.current.select(id),
      name: (object: ItemObject, label: string) =>
        nowRef.current.change({ ...object, label }, `label ${object.object_id}`),
      remove: (id: string) => nowRef.current.remove(id),
      focusStage,
    }),
    [focusStage],
  );
}

interface EditedObjectProps {
  readonly object: ItemObject;
  readonly number: number;
  readonly listId: string;
  readonly isSelected: boolean;
  readonly deeds: ReturnType<typeof useDeeds>;
}

const EditedObject = memo(function EditedObject({ object, number, listId, isSelected, deeds }: EditedObjectProps) {
  const { object_id: id, type, label } = object;
  const { icon: Icon } = KINDS[type];
  const { colourOf } = useClasses();
  return (
    <li
      ref={isSelected ? bringIntoSight : undefined}
      onKeyDown={(event) => event.key === "Escape" && deeds.focusStage()}
      className={isSelected ? "-mx-2 grid grid-cols-[minmax(0,1fr)] gap-2 rounded-md bg-sunken p-2" : undefined}
    >
      <div className="flex items-center gap-1.5">
        <IconButton
          label={`Select object ${number}: ${factsOf(object)}`}
          aria-pressed={isSelected}
          onClick={() => deeds.select(isSelected ? null : id)}
          className="size-8! border border-transparent aria-pressed:border-line-strong aria-pressed:bg-surface pointer-coarse:size-12!"
        >
          <Icon size={16} aria-hidden fill={colourOf(label)} fillOpacity={0.5} />
        </IconButton>
        <input
          dir="auto"
          aria-label={`Label of object ${number}`}
          data-label-of={id}
          list={listId}
          maxLength={255}
          autoComplete="off"
          value={label}
          aria-invalid={label.trim() === "" ? true : undefined}
          onFocus={() => !isSelected && deeds.select(id)}
          onChange={(event) => deeds.name(object, event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && !event.ctrlKey && !event.metaKey && deeds.focusStage()}
          className="h-8 min-w-0 flex-1 rounded-md border border-line-strong bg-surface px-2 aria-invalid:border-danger pointer-coarse:h-12"
        />
        <IconButton
          label={`Delete object ${number}`}
          onClick={() => deeds.remove(id)}
          className="size-8! pointer-coarse:size-12!"
        >
          <Trash2 size={14} aria-hidden />
        </IconButton>
      </div>
      {isSelected ? <ObjectDetails object={object} /> : null}
    </li>
  );
});
