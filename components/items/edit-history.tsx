"use client";

import * as Popover from "@radix-ui/react-popover";
import { ClipboardClock, Redo2, Undo2 } from "lucide-react";
import { useWorkspace } from "@/components/workspace/workspace";
import { Button, IconButton } from "@/components/ui/button";
import { Time } from "@/components/ui/time";
import { useEditLog, type LoggedEdit } from "./edit-log";

/** What one did here, each step with its Undo: messages go by, this stays. */
export function EditHistory() {
  const { dataset } = useWorkspace();
  const log = useEditLog(dataset.id);
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <IconButton label="Your edits" disabled={log.length === 0}>
          <ClipboardClock size={18} aria-hidden />
        </IconButton>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label="Your edits"
          className="z-30 grid max-h-[min(28rem,70dvh)] w-[min(24rem,calc(100vw-1rem))] animate-fade-in overflow-y-auto rounded-lg border border-line bg-raised shadow-xl"
        >
          <ol aria-label="Edits" className="divide-y divide-line">
            {log.map((edit) => (
              <Entry key={edit.editId} edit={edit} />
            ))}
          </ol>
          {log.length === 0 ? <p className="p-4 text-muted">Nothing was edited here.</p> : null}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Entry({ edit }: { edit: LoggedEdit }) {
  const { edits } = useWorkspace();
  const { editId, undoneBy, text, at } = edit;
  return (
    <li className="flex items-center gap-3 px-4 py-2">
      <div className="min-w-0 flex-1">
        <p className={undoneBy ? "line-clamp-2 wrap-anywhere text-muted line-through" : "line-clamp-2 wrap-anywhere"}>
          {text}
        </p>
        <p className="flex gap-1 text-[13px] text-muted">
          <Time iso={at} />
          {undoneBy ? <span>· undone</span> : null}
        </p>
      </div>
      {undoneBy ? (
        <Button variant="ghost" aria-label={`Redo: ${text}`} onClick={() => edits.redo(undoneBy)}>
          <Redo2 size={15} aria-hidden /> Redo
        </Button>
      ) : (
        <Button variant="ghost" aria-label={`Undo: ${text}`} onClick={() => edits.undo(editId)}>
          <Undo2 size={15} aria-hidden /> Undo
        </Button>
      )}
    </li>
  );
}
