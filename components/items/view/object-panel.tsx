"use client";

import { SquareDashedMousePointer } from "lucide-react";
import { ShownChoice } from "@/components/objects/shown-choice";
import { Button } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import { bringIntoSight, focusIfLost } from "./focus";
import { EditedObjects } from "./edited-objects";
import { useOpenItem } from "./open-item";
import { SMALL_BUTTON } from "./row";
import { ShownObjects } from "./shown-objects";
import { Unsaved } from "./unsaved";
import { useObjectKeys } from "./use-object-keys";

/** The objects of an item as a list; while they are edited, with all that is said of the chosen one to change. */
export function ObjectPanel() {
  const { item, blocked, objects: editor } = useOpenItem();
  useObjectKeys();
  const { draft, objects } = editor;
  const isVideo = item.media_type === "video";
  return (
    // While they are edited they stand above everything else, which may be far from where that began.
    <section
      ref={draft ? bringIntoSight : undefined}
      aria-label="Objects"
      data-object-panel
      className="border-t border-line p-4"
    >
      <div className="mb-2 flex items-center gap-2">
        <h3 className="font-semibold">
          Objects
          {objects.length > 0 ? (
            <span className="ml-1.5 font-normal text-muted tabular-nums">{formatCount(objects.length)}</span>
          ) : null}
        </h3>
        <Unsaved shown={editor.changed} />
        {draft || isVideo ? null : (
          <Button
            ref={editor.ended ? focusIfLost : undefined}
            className={`ml-auto ${SMALL_BUTTON}`}
            title={blocked ?? undefined}
            disabled={blocked !== null}
            onClick={editor.begin}
          >
            <SquareDashedMousePointer size={14} aria-hidden /> Edit objects
          </Button>
        )}
      </div>
      {objects.length === 0 ? (
        <p className="text-muted">{draft ? "Choose a tool above the image, and draw the first one." : "none"}</p>
      ) : (
        <ShownChoice objects={objects} />
      )}
      {draft ? <EditedObjects /> : <ShownObjects />}
      {draft ? <ObjectActions /> : null}
    </section>
  );
}

function ObjectActions() {
  const { blocked, editor, objects } = useOpenItem();
  const why = blocked ?? objects.incomplete ?? undefined;
  return (
    <div className="mt-3 flex flex-wrap items-center justify-end gap-1.5">
      {objects.changed && why ? <p className="mr-auto text-[13px] text-muted">{why}.</p> : null}
      <Button className={SMALL_BUTTON} onClick={objects.cancel}>
        {objects.restored ? "Discard" : "Cancel"}
      </Button>
      <Button
        variant="primary"
        className={SMALL_BUTTON}
        disabled={editor.saving || why !== undefined}
        title={why}
        onClick={objects.save}
      >
        Save objects
      </Button>
    </div>
  );
}
