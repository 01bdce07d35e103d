"use client";

import {
  CopyPlus,
  Copy,
  Download,
  EllipsisVertical,
  Eye,
  GitCompareArrows,
  LoaderCircle,
  Pencil,
  Pin,
  PinOff,
  RotateCcw,
  Trash2,
  Undo2,
} from "lucide-react";
import { AppliedModels } from "@/components/models/applied-models";
import { useIsGuest } from "@/components/layout/guest";
import { IconButton } from "@/components/ui/button";
import { copyId } from "@/components/ui/copy-id";
import { countedMedia, formatDateTime, plural } from "@/components/ui/format";
import { Menu, MenuItem, MenuReasons, MenuSeparator } from "@/components/ui/menu";
import { Badge } from "@/components/ui/status";
import { KeptBadges } from "./kept-badges";
import { Time } from "@/components/ui/time";
import { buttonOf } from "@/lib/operations/declarations";
import type { CatalogEntryDto } from "@/lib/snapshots/schema";

export type EntryAction = "edit" | "clone" | "restore" | "remove";

const SPINNER = <LoaderCircle size={12} aria-hidden className="animate-spin" />;

const REASON_LABELS: Partial<Record<CatalogEntryDto["reason"], string>> = {
  auto: "Automatic",
  restore: "Saved before a restore",
  creation: "Creation",
  clone: "Clone",
};

interface CatalogEntryProps {
  readonly entry: CatalogEntryDto;
  /** What changed since, where it is the Current Version and that is known. */
  readonly changes?: string | null;
  readonly onAction: (action: EntryAction) => void;
  readonly onPin: () => void;
  readonly onBrowse: () => void;
  readonly onCompare: () => void;
  readonly onExport: () => void;
}

export function CatalogEntry({
  entry,
  changes: changedHow,
  onAction,
  onPin,
  onBrowse,
  onCompare,
  onExport,
}: CatalogEntryProps) {
  const changes = entry.changes_since ?? 0;
  // The models and the list of classes can differ where no item does.
  const differs = changes > 0 || (entry.is_current && entry.can.discard === null);
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-1 px-5 py-3.5" aria-label={entry.snapshot_name}>
      <div className="flex items-start gap-2">
        <h3 dir="auto" className="min-w-0 flex-1 pt-1.5 font-semibold wrap-anywhere">
          {entry.snapshot_name}
        </h3>
        <EntryMenu
          entry={entry}
          canDiscard={differs}
          onAction={onAction}
          onPin={onPin}
          onBrowse={onBrowse}
          onCompare={onCompare}
          onExport={onExport}
        />
      </div>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1.5">
        {entry.is_current ? <Badge tone="good">Current Version</Badge> : null}
        {entry.is_restoring ? (
          <Badge tone="warn" icon={SPINNER}>
            Restoring
          </Badge>
        ) : null}
        {entry.is_cloning ? (
          <Badge tone="accent" icon={SPINNER}>
            Cloning
          </Badge>
        ) : null}
        {entry.is_current && changes > 0 ? <Badge tone="accent">{plural(changes, "change")} since</Badge> : null}
        {REASON_LABELS[entry.reason] ? <Badge>{REASON_LABELS[entry.reason]}</Badge> : null}
        <KeptBadges entry={entry} />
        {changedHow ? <span className="min-w-0 text-[13px] text-muted">{changedHow}</span> : null}
      </div>
      {entry.description ? (
        <p dir="auto" className="wrap-anywhere whitespace-pre-wrap text-muted">
          {entry.description}
        </p>
      ) : null}
      <p className="flex flex-wrap gap-x-2 text-[13px] text-muted">
        <Time iso={entry.created_at} dated />
        <span aria-hidden>·</span>
        <span suppressHydrationWarning>{formatDateTime(entry.created_at)}</span>
        <span aria-hidden>·</span>
        <span>{countedMedia(entry)}</span>
        <span aria-hidden>·</span>
        <span className="wrap-anywhere">{entry.created_by}</span>
      </p>
      <AppliedModels models={entry.enrichment_models} total={entry.n_images + entry.n_videos} />
    </li>
  );
}

function EntryMenu({
  entry,
  canDiscard,
  onAction,
  onPin,
  onBrowse,
  onCompare,
  onExport,
}: Pick<CatalogEntryProps, "entry" | "onAction" | "onPin" | "onBrowse" | "onCompare" | "onExport"> & {
  readonly canDiscard: boolean;
}) {
  const { can, is_current: isCurrent } = entry;
  const isGuest = useIsGuest();
  const shown = [can.edit, can.clone, ...(isCurrent ? (canDiscard ? [can.discard] : []) : [can.restore, can.remove])];
  return (
    <Menu
      trigger={
        <IconButton label={`Actions for ${entry.snapshot_name}`} title="Actions" className="-mr-2">
          <EllipsisVertical size={18} aria-hidden />
        </IconButton>
      }
    >
      {isGuest ? null : <MenuReasons of={shown} />}
      {isGuest ? null : (
        <>
          <MenuItem icon={<Pencil size={16} aria-hidden />} blocked={can.edit} onSelect={() => onAction("edit")}>
            Edit
          </MenuItem>
          <MenuItem icon={<CopyPlus size={16} aria-hidden />} blocked={can.clone} onSelect={() => onAction("clone")}>
            Clone
          </MenuItem>
        </>
      )}
      <MenuItem icon={<Copy size={16} aria-hidden />} onSelect={() => void copyId("Snapshot ID", entry.snapshot_id)}>
        Copy Snapshot ID
      </MenuItem>
      {entry.aliases.map((alias) => (
        <MenuItem
          key={alias}
          icon={<Copy size={16} aria-hidden className="shrink-0" />}
          onSelect={() => void copyId("Alias", alias)}
        >
          <span className="min-w-0 wrap-anywhere">Copy alias {alias}</span>
        </MenuItem>
      ))}
      {isCurrent && canDiscard && !isGuest ? (
        <MenuItem icon={<Undo2 size={16} aria-hidden />} blocked={can.discard} onSelect={() => onAction("restore")}>
          Discard changes
        </MenuItem>
      ) : null}
      {isCurrent || isGuest ? null : (
        <MenuItem icon={<RotateCcw size={16} aria-hidden />} blocked={can.restore} onSelect={() => onAction("restore")}>
          Restore
        </MenuItem>
      )}
      <MenuItem icon={<Eye size={16} aria-hidden />} onSelect={onBrowse}>
        Browse
      </MenuItem>
      <MenuItem icon={<GitCompareArrows size={16} aria-hidden />} onSelect={onCompare}>
        Compare
      </MenuItem>
      {isGuest ? null : (
        <>
          <MenuItem icon={<Download size={16} aria-hidden />} onSelect={onExport}>
            {buttonOf("export")}
          </MenuItem>
          <MenuItem
            icon={entry.pinned ? <PinOff size={16} aria-hidden /> : <Pin size={16} aria-hidden />}
            blocked={can.edit}
            onSelect={onPin}
          >
            {entry.pinned ? "Unpin" : "Pin"}
          </MenuItem>
        </>
      )}
      {isCurrent || isGuest ? null : (
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
  );
}
