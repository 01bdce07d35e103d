"use client";

import { buttonOf } from "@/lib/operations/declarations";
import {
  Download,
  EllipsisVertical,
  FolderInput,
  LoaderCircle,
  ScanSearch,
  Split,
  TableProperties,
  Trash2,
  X,
} from "lucide-react";
import { Button, IconButton } from "@/components/ui/button";
import { plural } from "@/components/ui/format";
import { tellHeight } from "@/components/layout/tell-height";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { useActions } from "@/components/workspace/use-actions";
import { useWorkspace } from "@/components/workspace/workspace";
import type { WordEdit } from "@/lib/items/queries";

const EDITS: readonly { edit: WordEdit; title: string }[] = [
  { edit: "tag", title: "Tag" },
  { edit: "untag", title: "Untag" },
  { edit: "label", title: "Label" },
  { edit: "unlabel", title: "Unlabel" },
];

/** What can be done with the selected items. */
export function SelectionBar() {
  const { view, selection, blocked } = useWorkspace();
  const { act, findSimilar } = useActions();
  if (selection.count === 0) return null;
  return (
    <div
      ref={tellHeight}
      role="region"
      aria-label="Selection"
      className="z-20 flex flex-wrap items-center gap-x-2 gap-y-1.5 border-t border-line bg-surface px-3 py-2 [&_button]:pointer-coarse:min-h-12 [&_button]:pointer-coarse:min-w-12"
    >
      <IconButton label="Clear selection" onClick={selection.clear}>
        <X size={18} aria-hidden />
      </IconButton>
      <p aria-live="polite" className="mr-1 flex min-w-0 items-center gap-2 font-medium tabular-nums">
        {plural(selection.count, "item")} selected
        {selection.pending ? <LoaderCircle size={14} aria-label="Selecting" className="animate-spin" /> : null}
      </p>
      {selection.isAll ? null : (
        <Button variant="ghost" onClick={selection.selectAll}>
          Select all
        </Button>
      )}
      {/* On a phone each has its share of the width: all of them are on one line, and none moves when the count does. */}
      <div className="ml-auto flex items-center gap-1.5 max-sm:ml-0 max-sm:grid max-sm:w-full max-sm:grid-cols-[repeat(5,minmax(0,1fr))_auto] max-sm:gap-1">
        {EDITS.map(({ edit, title }) => (
          <Button
            key={edit}
            disabled={blocked !== null}
            title={blocked ?? undefined}
            onClick={() => act(edit)}
            className="max-sm:px-1"
          >
            {title}
          </Button>
        ))}
        <Button
          variant="danger"
          disabled={blocked !== null}
          title={blocked ?? undefined}
          onClick={() => act("delete")}
          className="max-sm:px-1"
        >
          <Trash2 size={16} aria-hidden className="max-sm:hidden" /> Delete
        </Button>
        <Menu
          trigger={
            <IconButton label="More actions">
              <EllipsisVertical size={18} aria-hidden />
            </IconButton>
          }
        >
          <MenuItem icon={<TableProperties size={16} aria-hidden />} blocked={blocked} onSelect={() => act("field")}>
            Edit metadata
          </MenuItem>
          <MenuItem icon={<Split size={16} aria-hidden />} blocked={blocked} onSelect={() => act("split")}>
            Set split
          </MenuItem>
          <MenuItem
            icon={<FolderInput size={16} aria-hidden />}
            blocked={view.snapshot ? blocked : null}
            onSelect={() => act("add-to-dataset")}
          >
            {buttonOf("merge")}
          </MenuItem>
          <MenuItem
            icon={<ScanSearch size={16} aria-hidden />}
            blocked={findSimilar ? null : "Select one item to look for others like it"}
            onSelect={() => findSimilar?.()}
          >
            Find similar
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={<Download size={16} aria-hidden />} onSelect={() => act("export")}>
            {buttonOf("export")}
          </MenuItem>
        </Menu>
      </div>
      {blocked ? <p className="w-full text-right text-[13px] text-muted wrap-anywhere">{blocked}</p> : null}
    </div>
  );
}
