"use client";

import { CopyPlus, Copy, EllipsisVertical, Eye, LoaderCircle, Pencil, RotateCcw, Trash2, Undo2 } from "lucide-react";
import { toast } from "sonner";
import { IconButton } from "@/components/ui/button";
import { formatDateTime, plural } from "@/components/ui/format";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { Badge } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import type { CatalogEntryDto } from "@/lib/snapshots/schema";

export type EntryAction = "edit" | "clone" | "restore" | "remove";

async function copyId(id: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(id);
    toast.success("Snapshot ID copied", { description: id });
  } catch {
    // Browsers offer the clipboard on HTTPS and localhost only; the id can still be selected.
    toast.error("The browser did not allow copying", { description: id, duration: 30_000 });
  }
}

const REASON_LABELS: Partial<Record<CatalogEntryDto["reason"], string>> = {
  auto: "Automatic",
  restore: "Saved before a restore",
  creation: "Creation",
  clone: "Clone",
};

export function CatalogEntry({
  entry,
  onAction,
  onBrowse,
}: {
  entry: CatalogEntryDto;
  onAction: (action: EntryAction) => void;
  onBrowse: () => void;
}) {
  const { can } = entry;
  const changes = entry.changes_since ?? 0;
  return (
    <li className="grid gap-1 px-5 py-3.5" aria-label={entry.snapshot_name}>
      <div className="flex items-start gap-2">
        <h3 className="min-w-0 flex-1 pt-1.5 font-semibold break-words">{entry.snapshot_name}</h3>
        <Menu
          trigger={
            <IconButton label={`Actions for ${entry.snapshot_name}`} className="-mr-2">
              <EllipsisVertical size={18} aria-hidden />
            </IconButton>
          }
        >
          <MenuItem icon={<Pencil size={16} aria-hidden />} blocked={can.edit} onSelect={() => onAction("edit")}>
            Edit
          </MenuItem>
          <MenuItem icon={<CopyPlus size={16} aria-hidden />} blocked={can.clone} onSelect={() => onAction("clone")}>
            Clone
          </MenuItem>
          <MenuItem icon={<Copy size={16} aria-hidden />} onSelect={() => void copyId(entry.snapshot_id)}>
            Copy Snapshot ID
          </MenuItem>
          {entry.is_current && changes > 0 ? (
            <MenuItem icon={<Undo2 size={16} aria-hidden />} blocked={can.discard} onSelect={() => onAction("restore")}>
              Discard changes
            </MenuItem>
          ) : null}
          {entry.is_current ? null : (
            <MenuItem
              icon={<RotateCcw size={16} aria-hidden />}
              blocked={can.restore}
              onSelect={() => onAction("restore")}
            >
              Restore
            </MenuItem>
          )}
          <MenuItem icon={<Eye size={16} aria-hidden />} onSelect={onBrowse}>
            Browse
          </MenuItem>
          {entry.is_current ? null : (
            <>
              <MenuSeparator />
              <MenuItem
                icon={<Trash2 size={16} aria-hidden />}
                danger
                blocked={can.remove}
                onSelect={() => onAction("remove")}
              >
                Remove
              </MenuItem>
            </>
          )}
        </Menu>
      </div>
      <div className="flex flex-wrap gap-1.5">
        {entry.is_current ? <Badge tone="good">Current Version</Badge> : null}
        {entry.is_restoring ? (
          <Badge tone="warn" icon={<LoaderCircle size={12} aria-hidden className="animate-spin" />}>
            Restoring
          </Badge>
        ) : null}
        {entry.is_cloning ? (
          <Badge tone="accent" icon={<LoaderCircle size={12} aria-hidden className="animate-spin" />}>
            Cloning
          </Badge>
        ) : null}
        {entry.is_current && changes > 0 ? <Badge tone="accent">{plural(changes, "change")} since</Badge> : null}
        {REASON_LABELS[entry.reason] ? <Badge>{REASON_LABELS[entry.reason]}</Badge> : null}
      </div>
      {entry.description ? <p className="break-words whitespace-pre-wrap text-muted">{entry.description}</p> : null}
      <p className="flex flex-wrap gap-x-2 text-[13px] text-muted">
        <Time iso={entry.created_at} />
        <span aria-hidden>·</span>
        <span suppressHydrationWarning>{formatDateTime(entry.created_at)}</span>
        <span aria-hidden>·</span>
        <span>{plural(entry.n_images + entry.n_videos, "item")}</span>
        <span aria-hidden>·</span>
        <span className="break-all">{entry.created_by}</span>
      </p>
    </li>
  );
}
