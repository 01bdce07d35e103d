"use client";

import clsx from "clsx";
import { FolderUp, ImagePlus } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { formatBytes, plural } from "@/components/ui/format";
import { filesOfDrop, filesOfList, type PickedFile } from "./upload";

const ACCEPT =
  "image/*,video/mp4,video/webm,video/quicktime,.zip,.tar,.tar.gz,.tgz,.bmp,.tif,.tiff,.avif,.json,.jsonl,.xml,.txt,.yaml,.yml,.names,.csv,.parquet";

/** Takes files, folders and archives by drag and drop or by choosing. */
export function DropZone({
  files,
  onFiles,
  disabled,
  annotationsOnly = false,
}: {
  files: readonly PickedFile[];
  onFiles: (files: PickedFile[]) => void;
  disabled: boolean;
  annotationsOnly?: boolean;
}) {
  const [over, setOver] = useState(false);
  const fileInput = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const size = files.reduce((sum, { file }) => sum + file.size, 0);
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (!disabled) void filesOfDrop(event.dataTransfer).then(onFiles);
      }}
      className={clsx(
        "grid justify-items-center gap-3 rounded-lg border-2 border-dashed p-5 text-center",
        over ? "border-accent bg-accent-soft" : "border-line-strong",
      )}
    >
      <p className="text-muted">
        {files.length > 0
          ? `${plural(files.length, "file")}, ${formatBytes(size)}`
          : annotationsOnly
            ? "Drop annotation files, folders or archives here: COCO, YOLO, Pascal VOC, CVAT and others"
            : "Drop images, videos, annotations, folders or archives here"}
      </p>
      <div className="flex flex-wrap justify-center gap-2">
        <Button disabled={disabled} onClick={() => fileInput.current?.click()}>
          <ImagePlus size={16} aria-hidden /> Choose files
        </Button>
        <Button disabled={disabled} onClick={() => folderInput.current?.click()}>
          <FolderUp size={16} aria-hidden /> Choose a folder
        </Button>
      </div>
      <input
        ref={fileInput}
        type="file"
        multiple
        hidden
        aria-label="Files"
        accept={ACCEPT}
        onChange={(event) => onFiles(filesOfList(event.target.files))}
      />
      <input
        ref={folderInput}
        type="file"
        multiple
        hidden
        aria-label="Folder"
        {...{ webkitdirectory: "" }}
        onChange={(event) => onFiles(filesOfList(event.target.files))}
      />
    </div>
  );
}
