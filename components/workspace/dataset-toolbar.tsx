"use client";

import {
  ChevronDown,
  Cog,
  Copy,
  CopyPlus,
  Download,
  EllipsisVertical,
  FileInput,
  FolderInput,
  Gauge,
  GitMerge,
  History,
  ImageUp,
  Link as LinkIcon,
  LoaderCircle,
  NotebookPen,
  Plus,
  RefreshCw,
  Shapes,
  Sparkles,
  Split,
  TableProperties,
  Trash2,
  UserPlus,
  Waypoints,
} from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { useDialogs } from "@/components/dialogs/context";
import { useIsGuest } from "@/components/layout/guest";
import { TaskTray } from "@/components/tasks/task-tray";
import { Button, IconButton } from "@/components/ui/button";
import { copyId } from "@/components/ui/copy-id";
import { Menu, MenuItem, MenuReasons, MenuSeparator } from "@/components/ui/menu";
import type { DatasetDto } from "@/lib/datasets/schema";
import { buttonOf } from "@/lib/operations/declarations";
import { addMediaRefusal } from "./add-media-refusal";
import { SelectedVersion } from "./selected-version";
import { useWorkspace } from "./workspace";

/** What can be done with the dataset: its version first, then what one comes for most, and what is rare last. */
export function DatasetToolbar() {
  const { dataset, creating, setView } = useWorkspace();
  const isGuest = useIsGuest();
  return (
    <div role="toolbar" aria-label="Dataset" className="flex min-w-0 flex-wrap items-center gap-2 max-xl:basis-full">
      <div className="flex max-w-full min-w-0 items-center gap-0.5 max-xl:mr-auto max-sm:basis-full sm:max-w-96">
        <SelectedVersion dataset={dataset} />
        <IconButton
          label="Snapshots"
          aria-busy={creating}
          onClick={() => setView({ panel: "snapshots" })}
          className="text-accent-text"
        >
          {creating ? (
            <LoaderCircle size={20} aria-hidden className="animate-spin" />
          ) : (
            <History size={20} aria-hidden />
          )}
        </IconButton>
      </div>
      {isGuest ? <GuestMenu /> : <Changing dataset={dataset} />}
    </div>
  );
}

/** What starts something, or changes who may. */
function Changing({ dataset }: { dataset: DatasetDto }) {
  const dialogs = useDialogs();
  return (
    <>
      <Worded
        icon={<Plus size={16} aria-hidden className="max-sm:hidden" />}
        blocked={addMediaRefusal(dataset)}
        onClick={() => dialogs.open({ name: "add-media", dataset })}
      >
        {buttonOf("media_addition")}
      </Worded>
      <ProcessMenu dataset={dataset} />
      <Worded
        icon={<UserPlus size={16} aria-hidden className="max-sm:hidden" />}
        blocked={dataset.can.dataset_share}
        onClick={() => dialogs.open({ name: "share", dataset })}
      >
        Share
      </Worded>
      <div className="flex items-center gap-0.5">
        <TaskTray datasetId={dataset.id} busy={dataset.active_task !== null} />
        <RareMenu dataset={dataset} />
      </div>
    </>
  );
}

/** What is left for whoever looks through the public link. */
function GuestMenu() {
  const { dataset } = useWorkspace();
  return (
    <Menu trigger={MORE}>
      <ClassesItem />
      <CopyIdItem dataset={dataset} />
    </Menu>
  );
}

const MORE = (
  <IconButton label="More about this dataset">
    <EllipsisVertical size={18} aria-hidden />
  </IconButton>
);

function ClassesItem() {
  const { dataset, view, list, edits } = useWorkspace();
  const dialogs = useDialogs();
  return (
    <MenuItem
      icon={<Shapes size={16} aria-hidden />}
      onSelect={() =>
        dialogs.open({
          name: "classes",
          dataset,
          version: view.snapshot === null ? null : list.stateId,
          onDone: edits.done,
        })
      }
    >
      Classes
    </MenuItem>
  );
}

const CopyIdItem = ({ dataset }: { dataset: DatasetDto }) => (
  <MenuItem icon={<Copy size={16} aria-hidden />} onSelect={() => void copyId("Dataset ID", dataset.id)}>
    Copy dataset ID
  </MenuItem>
);

interface WordedProps extends ComponentProps<"button"> {
  readonly icon: ReactNode;
  /** Why it cannot be used now; null when it can. */
  readonly blocked: string | null;
}

const Worded = ({ icon, blocked, children, ...props }: WordedProps) => (
  <Button {...props} disabled={blocked !== null} title={blocked ?? undefined}>
    {icon} {children}
  </Button>
);

/** What the worker does with the items that are there. */
function ProcessMenu({ dataset }: { dataset: DatasetDto }) {
  const dialogs = useDialogs();
  const { edits } = useWorkspace();
  const { can } = dataset;
  const item = (
    operation: "enrichment" | "label_propagation" | "custom_metadata" | "annotation_import" | "reindex",
    name: "enrich" | "propagation" | "metadata" | "import-annotations" | "reindex",
    Icon: typeof Cog,
  ) => (
    <MenuItem
      icon={<Icon size={16} aria-hidden />}
      blocked={can[operation]}
      onSelect={() => dialogs.open({ name, dataset })}
    >
      {buttonOf(operation)}
    </MenuItem>
  );
  return (
    <Menu
      trigger={
        <Button>
          <Cog size={16} aria-hidden className="max-sm:hidden" /> Process
          <ChevronDown size={14} aria-hidden className="-mr-1 text-muted" />
        </Button>
      }
    >
      <MenuReasons
        of={[can.enrichment, can.label_propagation, can.custom_metadata, can.annotation_import, can.reindex, can.merge]}
      />
      {item("enrichment", "enrich", Sparkles)}
      {item("label_propagation", "propagation", Waypoints)}
      {item("custom_metadata", "metadata", TableProperties)}
      {item("annotation_import", "import-annotations", FileInput)}
      {item("reindex", "reindex", RefreshCw)}
      <MenuItem
        icon={<FolderInput size={16} aria-hidden />}
        blocked={can.merge}
        onSelect={() => dialogs.open({ name: "merge-dataset", dataset })}
      >
        {buttonOf("merge")}…
      </MenuItem>
      <MenuItem
        icon={<Split size={16} aria-hidden />}
        blocked={can.items_edit}
        onSelect={() => dialogs.open({ name: "assign-splits", dataset, onAssigned: edits.saved })}
      >
        Assign splits
      </MenuItem>
    </Menu>
  );
}

function RareMenu({ dataset }: { dataset: DatasetDto }) {
  const { view, list } = useWorkspace();
  const dialogs = useDialogs();
  const getLinks = () =>
    dialogs.open({
      name: "links",
      dataset,
      snapshotId: view.snapshot,
      items: { request: { q: view.q, state_id: list.stateId }, count: list.total, isSelection: false },
    });
  const snapshot = view.snapshot === null ? undefined : { id: view.snapshot, name: null };
  return (
    <Menu trigger={MORE}>
      <MenuReasons of={[dataset.can.snapshot_clone, dataset.can.dataset_describe, dataset.can.dataset_delete]} />
      <MenuItem
        icon={<Download size={16} aria-hidden />}
        blocked={dataset.can.export}
        onSelect={() => dialogs.open({ name: "export", dataset, snapshot, q: view.q })}
      >
        {buttonOf("export")}
      </MenuItem>
      <MenuItem icon={<LinkIcon size={16} aria-hidden />} onSelect={getLinks}>
        Get links…
      </MenuItem>
      <ClassesItem />
      <CopyIdItem dataset={dataset} />
      <MenuItem
        icon={<CopyPlus size={16} aria-hidden />}
        blocked={dataset.can.snapshot_clone}
        onSelect={() => dialogs.open({ name: "clone-dataset", dataset })}
      >
        Clone
      </MenuItem>
      {dataset.source_dataset_id === null ? null : (
        <MenuItem
          icon={<GitMerge size={16} aria-hidden />}
          onSelect={() => dialogs.open({ name: "merge-back", dataset, direction: "from" })}
        >
          Merge back
        </MenuItem>
      )}
      <MenuItem
        icon={<NotebookPen size={16} aria-hidden />}
        blocked={dataset.can.dataset_describe}
        onSelect={() => dialogs.open({ name: "notes", dataset })}
      >
        Edit notes
      </MenuItem>
      <MenuItem
        icon={<ImageUp size={16} aria-hidden />}
        blocked={dataset.can.dataset_describe}
        onSelect={() => dialogs.open({ name: "cover", dataset })}
      >
        Change cover image
      </MenuItem>
      {dataset.snapshots_enabled ? (
        <MenuItem
          icon={<History size={16} aria-hidden />}
          blocked={dataset.can.dataset_retention}
          onSelect={() => dialogs.open({ name: "retention", dataset })}
        >
          Retention…
        </MenuItem>
      ) : null}
      <MenuItem
        icon={<Gauge size={16} aria-hidden />}
        onSelect={() => dialogs.open({ name: "refresh-metrics", dataset })}
      >
        Refresh Metrics
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        icon={<Trash2 size={16} aria-hidden />}
        danger
        blocked={dataset.can.dataset_delete}
        onSelect={() => dialogs.open({ name: "delete-dataset", dataset })}
      >
        Delete Dataset
      </MenuItem>
    </Menu>
  );
}
