"use client";

import clsx from "clsx";
import { FolderUp, ImagePlus } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { formatBytes, plural } from "@/components/ui/format";
import { ProgressBar } from "@/components/ui/status";
import { filesOfDrop, filesOfList, type PickedFile, type UploadState } from "./upload";

const ACCEPT =
  "image/*,video/mp4,video/webm,video/quicktime,.zip,.tar,.tar.gz,.tgz,.bmp,.tif,.tiff,.avif,.json,.xml,.txt,.yaml,.yml,.csv,.parquet";

/** Takes files, folders and archives by drag and drop or by choosing. */
export function DropZone({
  files,
  onFiles,
  disabled,
}: {
  files: readonly PickedFile[];
  onFiles: (files: PickedFile[]) => void;
  disabled: boolean;
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
          : "Drop images, videos, folders or archives here, with annotations beside them"}
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

const SHOWN_FILES = 100;

/** Progress overall and per file, files with trouble first. */
export function UploadProgress({ state }: { state: UploadState }) {
  const files = [...state.files];
  const size = files.reduce((sum, [, file]) => sum + file.size, 0) || 1;
  const sent = files.reduce((sum, [, file]) => sum + Math.min(file.sent, file.size), 0);
  const done = files.filter(([, file]) => file.sent >= file.size && !file.error).length;
  const percent = Math.floor((sent / size) * 100);
  const rank = ([, file]: (typeof files)[number]) =>
    file.error ? 0 : file.sent > 0 && file.sent < file.size ? 1 : file.sent === 0 ? 2 : 3;
  return (
    <div className="grid gap-2">
      <div className="flex justify-between text-[13px] text-muted">
        <span aria-live="polite">
          {state.phase === "starting" ? "Starting the import" : `${done} of ${plural(files.length, "file")} sent`}
        </span>
        <span>{percent} %</span>
      </div>
      <ProgressBar percent={percent} label="Upload" />
      <ul aria-label="Files" tabIndex={0} className="max-h-40 overflow-y-auto text-[13px]">
        {files
          .sort((a, b) => rank(a) - rank(b))
          .slice(0, SHOWN_FILES)
          .map(([path, file]) => (
            <li key={path} className="flex justify-between gap-3 py-0.5">
              <span className="truncate">{path}</span>
              <span className={file.error ? "text-danger" : "text-muted"}>
                {file.error ?? `${Math.floor((Math.min(file.sent, file.size) / (file.size || 1)) * 100)} %`}
              </span>
            </li>
          ))}
        {files.length > SHOWN_FILES ? (
          <li className="py-0.5 text-muted">and {plural(files.length - SHOWN_FILES, "more file")}</li>
        ) : null}
      </ul>
    </div>
  );
}
