"use client";

import { buttonOf } from "@/lib/operations/declarations";
import {
  EllipsisVertical,
  FileJson,
  FileSpreadsheet,
  FolderInput,
  LoaderCircle,
  ScanSearch,
  TableProperties,
  Trash2,
  X,
} from "lucide-react";
import { toast } from "sonner";
import { Button, IconButton } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { plural } from "@/components/ui/format";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import type { DatasetDto } from "@/lib/datasets/schema";
import { exportItems, type WordEdit } from "@/lib/items/queries";
import type { Edits } from "../use-edits";
import type { Selection } from "../use-selection";
import { AddToDatasetDialog } from "./add-to-dataset-dialog";
import { FieldDialog } from "./field-dialog";
import { WordsDialog } from "./words-dialog";

export type SelectionAction = WordEdit | "delete" | "field" | "add-to-dataset";

const EDITS: readonly { edit: WordEdit; title: string }[] = [
  { edit: "tag", title: "Tag" },
  { edit: "untag", title: "Untag" },
  { edit: "label", title: "Label" },
  { edit: "unlabel", title: "Unlabel" },
];
const REVISION_FROM = 100;

interface SelectionBarProps {
  readonly dataset: DatasetDto;
  /** The state whose words are offered. */
  readonly stateId: string;
  readonly snapshotId: string | null;
  /** Why nothing can be edited now; null when it can. */
  readonly blocked: string | null;
  readonly selection: Selection;
  readonly edits: Edits;
  /** The dialog that is open. */
  readonly action: SelectionAction | null;
  readonly onAction: (action: SelectionAction | null) => void;
  readonly onFindSimilar: (() => void) | null;
}

/** What can be done with the selected items. */
export function SelectionBar({
  dataset,
  stateId,
  snapshotId,
  blocked,
  selection,
  edits,
  action,
  onAction,
  onFindSimilar,
}: SelectionBarProps) {
  if (selection.count === 0) return null;
  const target = { request: selection.request, has: selection.has, count: selection.count };
  const saveAs = (format: "json" | "csv") => {
    const done = exportItems(dataset.id, selection.request, format, snapshotId);
    toast.promise(done, {
      loading: `Exporting ${plural(selection.count, "item")}…`,
      success: `${plural(selection.count, "item")} exported`,
      error: (error: Error) => ({ message: "The items were not exported", description: error.message }),
    });
  };
  const close = () => onAction(null);
  return (
    <>
      <div
        role="region"
        aria-label="Selection"
        className="z-20 flex flex-wrap items-center gap-x-2 gap-y-1.5 border-t border-line bg-surface px-3 py-2"
      >
        <IconButton label="Clear selection" onClick={selection.clear}>
          <X size={18} aria-hidden />
        </IconButton>
        <p aria-live="polite" className="mr-1 flex items-center gap-2 font-medium">
          {plural(selection.count, "item")} selected
          {selection.pending ? <LoaderCircle size={14} aria-label="Selecting" className="animate-spin" /> : null}
        </p>
        {selection.isAll ? null : (
          <Button variant="ghost" onClick={selection.selectAll}>
            Select all
          </Button>
        )}
        <div className="ml-auto flex flex-wrap items-center gap-1.5">
          {EDITS.map(({ edit, title }) => (
            <Button
              key={edit}
              disabled={blocked !== null}
              title={blocked ?? undefined}
              onClick={() => onAction(edit)}
              className="max-sm:px-2"
            >
              {title}
            </Button>
          ))}
          <Button
            variant="danger"
            disabled={blocked !== null}
            title={blocked ?? undefined}
            onClick={() => onAction("delete")}
            className="max-sm:px-2"
          >
            <Trash2 size={16} aria-hidden /> Delete
          </Button>
          <Menu
            trigger={
              <IconButton label="More actions">
                <EllipsisVertical size={18} aria-hidden />
              </IconButton>
            }
          >
            <MenuItem
              icon={<TableProperties size={16} aria-hidden />}
              blocked={blocked}
              onSelect={() => onAction("field")}
            >
              Edit metadata
            </MenuItem>
            <MenuItem
              icon={<FolderInput size={16} aria-hidden />}
              blocked={snapshotId ? blocked : null}
              onSelect={() => onAction("add-to-dataset")}
            >
              {buttonOf("merge")}
            </MenuItem>
            <MenuItem
              icon={<ScanSearch size={16} aria-hidden />}
              blocked={onFindSimilar ? null : "Select one item to look for others like it"}
              onSelect={() => onFindSimilar?.()}
            >
              Find similar
            </MenuItem>
            <MenuSeparator />
            <MenuItem icon={<FileJson size={16} aria-hidden />} onSelect={() => saveAs("json")}>
              Export as JSON
            </MenuItem>
            <MenuItem icon={<FileSpreadsheet size={16} aria-hidden />} onSelect={() => saveAs("csv")}>
              Export as CSV
            </MenuItem>
          </Menu>
        </div>
        {blocked ? <p className="w-full text-right text-[13px] text-muted">{blocked}</p> : null}
      </div>
      {action && action !== "delete" && action !== "field" && action !== "add-to-dataset" ? (
        <WordsDialog
          key={action}
          datasetId={dataset.id}
          stateId={stateId}
          edit={action}
          count={selection.count}
          onClose={close}
          onSubmit={(words) => {
            close();
            void edits.words(action, target, words);
          }}
        />
      ) : null}
      {action === "field" ? (
        <FieldDialog
          datasetId={dataset.id}
          stateId={stateId}
          count={selection.count}
          onClose={close}
          onSubmit={(change) => {
            close();
            void edits.field(target, change);
          }}
        />
      ) : null}
      {action === "add-to-dataset" ? <AddToDatasetDialog dataset={dataset} target={target} onClose={close} /> : null}
      <ConfirmDialog
        open={action === "delete"}
        onOpenChange={close}
        title="Delete items"
        confirmLabel="Delete"
        danger
        pending={false}
        onConfirm={() => {
          close();
          void edits.remove(target).then((done) => done && selection.clear());
        }}
      >
        <p>
          {plural(selection.count, "item")} will leave the dataset. Snapshots that hold{" "}
          {selection.count === 1 ? "it" : "them"} keep {selection.count === 1 ? "it" : "them"}, and you can undo this.
        </p>
        {selection.count > REVISION_FROM && dataset.snapshots_enabled ? (
          <p>A revision of the current state is saved first.</p>
        ) : null}
      </ConfirmDialog>
    </>
  );
}
