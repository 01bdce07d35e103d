"use client";

import { Pencil } from "lucide-react";
import { useState } from "react";
import { FieldProblem } from "@/components/ui/field";
import { Button, IconButton } from "@/components/ui/button";
import { inputOf, useLocalForm } from "@/components/ui/form";
import { captionForm } from "@/lib/items/schema";
import { useOpenItem } from "./open-item";
import { SMALL_BUTTON, SMALL_ICON } from "./row";
import { Unsaved } from "./unsaved";
import { focusIfLost } from "./focus";

/** The caption, and the form that changes it. */
export function Caption() {
  const { item, blocked, caption } = useOpenItem();
  if (caption.draft) return <CaptionForm key={item.media_id} initial={caption.draft.value} />;
  return (
    <span className="flex items-start gap-1">
      <span dir="auto" className={item.caption ? "min-w-0 wrap-anywhere" : "text-muted"}>
        {item.caption ?? "none"}
      </span>
      <IconButton
        ref={caption.ended ? focusIfLost : undefined}
        label="Edit caption"
        title={blocked ?? undefined}
        disabled={blocked !== null}
        onClick={caption.begin}
        className={`-mt-1 ${SMALL_ICON}`}
      >
        <Pencil size={13} aria-hidden />
      </IconButton>
    </span>
  );
}

function CaptionForm({ initial }: { initial: string }) {
  const { blocked, editor, caption, focusStage } = useOpenItem();
  // What the form began with: what is typed goes to the draft, and does not come back from there.
  const [defaultValue] = useState({ caption: initial });
  const { formProps, fields } = useLocalForm({ schema: captionForm, defaultValue, onSubmit: caption.save });
  const { error, ...input } = inputOf(fields.caption);
  return (
    <form
      {...formProps}
      className="grid gap-1.5"
      data-keeps-escape
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        // Nothing that was typed is thrown away by the key that closes things.
        if (caption.changed) focusStage();
        else caption.cancel();
      }}
    >
      <textarea
        {...input}
        dir="auto"
        aria-label="Caption"
        aria-invalid={error ? true : undefined}
        rows={4}
        autoFocus={!caption.restored}
        onInput={(event) => caption.write(event.currentTarget.value)}
        className="w-full rounded-md border border-line-strong bg-surface p-2"
      />
      <FieldProblem>{error}</FieldProblem>
      <span className="flex flex-wrap items-center justify-end gap-1.5">
        <Unsaved shown={caption.changed} />
        <Button className={SMALL_BUTTON} onClick={caption.cancel}>
          {caption.restored ? "Discard" : "Cancel"}
        </Button>
        <Button
          type="submit"
          variant="primary"
          className={SMALL_BUTTON}
          disabled={editor.saving || blocked !== null}
          title={blocked ?? undefined}
        >
          Save
        </Button>
      </span>
    </form>
  );
}
