"use client";

import { buttonOf } from "@/lib/operations/declarations";
import {
  Download,
  EllipsisVertical,
  Link as LinkIcon,
  RotateCcw,
  ScanSearch,
  Split,
  TableProperties,
  Trash2,
} from "lucide-react";
import { useIsGuest } from "@/components/layout/guest";
import { Button, IconButton } from "@/components/ui/button";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { useActions } from "@/components/workspace/use-actions";
import { useWorkspace } from "@/components/workspace/workspace";
import type { WordEdit } from "@/lib/items/queries";
import { DatasetButton, SelectionFrame } from "./selection-frame";

const EDITS: readonly { edit: WordEdit; title: string }[] = [
  { edit: "tag", title: "Tag" },
  { edit: "untag", title: "Untag" },
  { edit: "label", title: "Label" },
  { edit: "unlabel", title: "Unlabel" },
];
const ONE = "Select one item to look for others like it";

/** What can be done with the selected items. */
export function SelectionBar() {
  const { dataset, view, selection, blocked } = useWorkspace();
  const { act, findSimilar } = useActions();
  const isGuest = useIsGuest();
  if (selection.count === 0) return null;
  if (isGuest)
    return (
      <SelectionFrame>
        <Button
          disabled={!findSimilar}
          title={findSimilar ? undefined : ONE}
          onClick={() => findSimilar?.()}
          className="ml-auto"
        >
          <ScanSearch size={16} aria-hidden /> Find similar
        </Button>
      </SelectionFrame>
    );
  return (
    <SelectionFrame>
      <DatasetButton blocked={view.snapshot ? blocked : null} onClick={() => act("datasets")} />
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
            icon={<ScanSearch size={16} aria-hidden />}
            blocked={findSimilar ? null : ONE}
            onSelect={() => findSimilar?.()}
          >
            Find similar
          </MenuItem>
          {view.snapshot ? (
            <MenuItem
              icon={<RotateCcw size={16} aria-hidden />}
              blocked={dataset.can.snapshot_restore}
              onSelect={() => act("restore")}
            >
              Restore only these items
            </MenuItem>
          ) : null}
          <MenuSeparator />
          <MenuItem icon={<Download size={16} aria-hidden />} onSelect={() => act("export")}>
            {buttonOf("export")}
          </MenuItem>
          <MenuItem icon={<LinkIcon size={16} aria-hidden />} onSelect={() => act("links")}>
            Get links…
          </MenuItem>
        </Menu>
      </div>
      {blocked ? <p className="w-full text-right text-[13px] text-muted wrap-anywhere">{blocked}</p> : null}
    </SelectionFrame>
  );
}
