"use client";

import {
  Copy,
  Download,
  EllipsisVertical,
  FolderOpen,
  History,
  ImageOff,
  ImageUp,
  LogOut,
  Pencil,
  Trash2,
  UserPlus,
  Users,
} from "lucide-react";
import { Link } from "@/components/ui/link";
import { useRouter } from "next/navigation";
import { useDialogs } from "@/components/dialogs/context";
import { IconButton } from "@/components/ui/button";
import { copyId } from "@/components/ui/copy-id";
import { describeMedia, plural } from "@/components/ui/format";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { ProgressBar } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import type { DatasetDto } from "@/lib/datasets/schema";
import { buttonOf } from "@/lib/operations/declarations";
import { StatusBadge } from "./status-badge";

/** Stands for a dataset in lists of them; its shape is known before the picture is. */
export function Cover({ url, className = "" }: { url: string | null; className?: string }) {
  return (
    <div className={`aspect-3/2 overflow-hidden bg-sunken ${className}`}>
      {url ? (
        // eslint-disable-next-line @next/next/no-img-element -- thumbnails are made at import; nothing is left to optimise
        <img src={url} alt="" width={3} height={2} decoding="async" className="size-full object-cover" />
      ) : (
        <div className="grid size-full place-items-center text-muted">
          <ImageOff size={28} aria-hidden />
        </div>
      )}
    </div>
  );
}

/** A dataset in the inventory: what it holds, what it was last kept as, and what goes on. */
export function DatasetCard({ dataset }: { dataset: DatasetDto }) {
  const { display_name: name, active_task: task, last_snapshot: snapshot } = dataset;
  const line = dataset.description.trim().split("\n")[0]!;
  return (
    <li
      aria-label={name}
      className="group relative flex flex-col overflow-hidden rounded-lg bg-surface shadow-sm ring-1 ring-line transition focus-within:ring-accent hover:shadow-md hover:ring-line-strong motion-reduce:transition-none"
    >
      <Cover url={dataset.cover_image_url} />
      <div className="flex flex-1 flex-col gap-1.5 p-3">
        <div className="flex items-start gap-1">
          <h2 className="min-w-0 flex-1 truncate pt-1 text-base font-semibold" dir="auto">
            <Link href={`/datasets/${dataset.id}`} className="after:absolute after:inset-0" title={name}>
              {name}
            </Link>
          </h2>
          <CardMenu dataset={dataset} />
        </div>
        {line ? (
          <p className="truncate text-muted" dir="auto" title={dataset.description}>
            {line}
          </p>
        ) : null}
        <p className="flex flex-wrap items-center gap-x-3 text-muted">
          <span>{describeMedia(dataset)}</span>
          {dataset.people > 1 ? (
            <span className="flex items-center gap-1">
              <Users size={13} aria-hidden /> {plural(dataset.people, "person", "people")}
            </span>
          ) : null}
        </p>
        {task ? (
          <div className="grid gap-1">
            <p className="truncate text-[13px] text-muted" title={task.status_message}>
              {task.status_message}
            </p>
            <ProgressBar percent={task.progress_percentage} label={`${task.task_type} of ${name}`} />
          </div>
        ) : null}
        <div className="mt-auto grid gap-1.5 pt-1 text-[13px] text-muted">
          {snapshot ? (
            <p className="flex min-w-0 items-center gap-1.5">
              <History size={13} aria-hidden className="shrink-0" />
              <span className="sr-only">Last snapshot</span>
              <span className="truncate" dir="auto" title={`Last snapshot: ${snapshot.snapshot_name}`}>
                {snapshot.snapshot_name}
              </span>
              <span className="relative z-10 shrink-0">
                <Time iso={snapshot.created_at} />
              </span>
            </p>
          ) : null}
          <div className="flex items-center justify-between gap-2">
            <StatusBadge status={dataset.status} />
            <span className="relative z-10 flex gap-1">
              Created <Time iso={dataset.created_at} />
            </span>
          </div>
        </div>
      </div>
    </li>
  );
}

function CardMenu({ dataset }: { dataset: DatasetDto }) {
  const router = useRouter();
  const dialogs = useDialogs();
  const { can } = dataset;
  return (
    <div className="relative z-10 -mt-1 -mr-1.5">
      <Menu
        trigger={
          <IconButton label={`Actions for ${dataset.display_name}`} title="Actions">
            <EllipsisVertical size={18} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem icon={<FolderOpen size={16} aria-hidden />} onSelect={() => router.push(`/datasets/${dataset.id}`)}>
          Open
        </MenuItem>
        <MenuItem
          icon={<Download size={16} aria-hidden />}
          blocked={can.export}
          onSelect={() => dialogs.open({ name: "export", dataset })}
        >
          {buttonOf("export")}
        </MenuItem>
        <MenuItem
          icon={<UserPlus size={16} aria-hidden />}
          blocked={can.dataset_share}
          onSelect={() => dialogs.open({ name: "share", dataset })}
        >
          Share
        </MenuItem>
        <MenuItem
          icon={<Pencil size={16} aria-hidden />}
          blocked={can.dataset_rename}
          onSelect={() => dialogs.open({ name: "rename-dataset", dataset })}
        >
          Rename
        </MenuItem>
        <MenuItem
          icon={<ImageUp size={16} aria-hidden />}
          blocked={can.dataset_describe}
          onSelect={() => dialogs.open({ name: "cover", dataset })}
        >
          Change cover image
        </MenuItem>
        <MenuItem icon={<Copy size={16} aria-hidden />} onSelect={() => void copyId("Dataset ID", dataset.id)}>
          Copy dataset ID
        </MenuItem>
        <MenuSeparator />
        {dataset.role === "OWNER" ? null : (
          <MenuItem
            icon={<LogOut size={16} aria-hidden />}
            blocked={can.dataset_leave}
            onSelect={() => dialogs.open({ name: "leave-dataset", dataset })}
          >
            Leave dataset
          </MenuItem>
        )}
        <MenuItem
          icon={<Trash2 size={16} aria-hidden />}
          danger
          blocked={can.dataset_delete}
          onSelect={() => dialogs.open({ name: "delete-dataset", dataset })}
        >
          Delete dataset
        </MenuItem>
      </Menu>
    </div>
  );
}
