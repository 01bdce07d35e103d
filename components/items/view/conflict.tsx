"use client";

import { Button } from "@/components/ui/button";
import { formatValue } from "@/components/ui/format";
import type { ItemDto, PatchItemInput } from "@/lib/items/schema";
import { bringIntoSight } from "./focus";
import { useOpenItem } from "./open-item";
import { SMALL_BUTTON } from "./row";
import { tellObjects } from "./tell";

/** Another changed what was to be saved: both are shown side by side, and one is chosen. */
export function ConflictNotice() {
  const { editor } = useOpenItem();
  const { conflict, saving } = editor;
  if (!conflict) return null;
  return (
    // The form that was saved from may be far below.
    <div ref={bringIntoSight} role="alert" className="grid gap-3 border-b border-line bg-warn-soft p-4 text-warn">
      <p>Someone changed this item since you opened it. What they wrote is shown now; your change is kept here.</p>
      <dl className="grid grid-cols-2 gap-2 text-ink">
        {sides(conflict.theirs, conflict.change.patch).map(({ name, theirs, mine }) => (
          <div key={name} className="contents">
            <Side name={`Their ${name}`} text={theirs} />
            <Side name={`My ${name}`} text={mine} />
          </div>
        ))}
      </dl>
      <span className="flex flex-wrap gap-1.5">
        <Button className={SMALL_BUTTON} disabled={saving} onClick={editor.giveUp}>
          Keep theirs
        </Button>
        <Button className={SMALL_BUTTON} disabled={saving} onClick={editor.saveAnyway}>
          Save mine instead
        </Button>
      </span>
    </div>
  );
}

const Side = ({ name, text }: { name: string; text: string }) => (
  <div className="min-w-0 rounded-md bg-surface p-2">
    <dt className="text-xs text-muted wrap-anywhere">{name}</dt>
    <dd dir="auto" className="max-h-40 overflow-y-auto text-[13px] wrap-anywhere whitespace-pre-wrap">
      {text}
    </dd>
  </div>
);

interface Sides {
  readonly name: string;
  readonly theirs: string;
  readonly mine: string;
}

/** What differs, in words. */
function sides(theirs: ItemDto, mine: PatchItemInput): Sides[] {
  const told: Sides[] = [];
  if (mine.caption !== undefined)
    told.push({ name: "caption", theirs: theirs.caption ?? "none", mine: mine.caption ?? "none" });
  if (mine.objects !== undefined)
    told.push({
      name: "objects",
      theirs: tellObjects(theirs.objects),
      mine: tellObjects(mine.objects ?? []),
    });
  if (mine.metadata !== undefined) told.push(...fieldSides(theirs.metadata, mine.metadata ?? {}));
  return told;
}

function fieldSides(theirs: Record<string, unknown>, mine: Record<string, unknown>): Sides[] {
  const tell = (of: Record<string, unknown>, name: string) =>
    Object.hasOwn(of, name) ? formatValue(of[name]) : "none";
  return [...new Set([...Object.keys(theirs), ...Object.keys(mine)])]
    .map((name) => ({ name, theirs: tell(theirs, name), mine: tell(mine, name) }))
    .filter((one) => one.theirs !== one.mine);
}
