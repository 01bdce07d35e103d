"use client";

import {
  Copy,
  CopyPlus,
  Download,
  EllipsisVertical,
  FolderOpen,
  History,
  ImageUp,
  Link as LinkIcon,
  LogOut,
  Pencil,
  Trash2,
  UserPlus,
} from "lucide-react";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { useDialogs } from "@/components/dialogs/context";
import { IconButton } from "@/components/ui/button";
import { copyId } from "@/components/ui/copy-id";
import { Menu, MenuItem, MenuReasons, MenuSeparator } from "@/components/ui/menu";
import type { DatasetDto } from "@/lib/datasets/schema";
import { buttonOf } from "@/lib/operations/declarations";

/** What can be done with one dataset of the inventory. */
export function DatasetMenu({ dataset }: { dataset: DatasetDto }) {
  const router = useRouter();
  const dialogs = useDialogs();
  const { can } = dataset;
  const item = (name: ItemDialog, Icon: typeof Copy, blocked: string | null, children: ReactNode) => (
    <MenuItem icon={<Icon size={16} aria-hidden />} blocked={blocked} onSelect={() => dialogs.open({ name, dataset })}>
      {children}
    </MenuItem>
  );
  return (
    <Menu
      trigger={
        <IconButton label={`Actions for ${dataset.display_name}`} title="Actions">
          <EllipsisVertical size={18} aria-hidden />
        </IconButton>
      }
    >
      <MenuReasons
        of={[
          can.export,
          can.dataset_rename,
          can.dataset_share,
          can.snapshot_clone,
          can.dataset_describe,
          dataset.snapshots_enabled ? can.dataset_retention : null,
          can.dataset_delete,
        ]}
      />
      <MenuItem icon={<FolderOpen size={16} aria-hidden />} onSelect={() => router.push(`/datasets/${dataset.id}`)}>
        Open
      </MenuItem>
      {item("export", Download, can.export, buttonOf("export"))}
      <MenuItem
        icon={<LinkIcon size={16} aria-hidden />}
        onSelect={() =>
          dialogs.open({
            name: "links",
            dataset,
            snapshotId: null,
            items: { request: { q: "" }, count: dataset.n_images + dataset.n_videos, isSelection: false },
          })
        }
      >
        Get links…
      </MenuItem>
      <MenuItem icon={<Copy size={16} aria-hidden />} onSelect={() => void copyId("Dataset ID", dataset.id)}>
        Copy dataset ID
      </MenuItem>
      {item("rename-dataset", Pencil, can.dataset_rename, "Rename")}
      {item("share", UserPlus, can.dataset_share, "Share")}
      {item("clone-dataset", CopyPlus, can.snapshot_clone, "Clone")}
      {item("cover", ImageUp, can.dataset_describe, "Change cover image")}
      {dataset.snapshots_enabled ? item("retention", History, can.dataset_retention, "Retention…") : null}
      <MenuSeparator />
      {dataset.role === "OWNER" ? null : item("leave-dataset", LogOut, can.dataset_leave, "Leave dataset")}
      <MenuItem
        icon={<Trash2 size={16} aria-hidden />}
        danger
        blocked={can.dataset_delete}
        onSelect={() => dialogs.open({ name: "delete-dataset", dataset })}
      >
        Delete dataset
      </MenuItem>
    </Menu>
  );
}

type ItemDialog = "export" | "rename-dataset" | "share" | "clone-dataset" | "cover" | "retention" | "leave-dataset";
