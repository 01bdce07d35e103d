"use client";

import { Alert } from "@/components/ui/alert";
import { formatBytes, plural } from "@/components/ui/format";
import { ProgressBar } from "@/components/ui/status";
import { undelivered, type UploadState } from "./upload";

const SHOWN_FILES = 100;

/** What goes on once everything is sent. */
const PHASES: Partial<Record<UploadState["phase"], string>> = {
  looking: "Looking into the files",
  starting: "Starting the import",
};

/** How much of how much was sent, overall and of each file; files with trouble come first, with the reason. */
export function UploadProgress({ state }: { state: UploadState }) {
  const files = [...state.files];
  if (files.length === 0) return null;
  const size = files.reduce((sum, [, file]) => sum + file.size, 0);
  const sent = files.reduce((sum, [, file]) => sum + Math.min(file.sent, file.size), 0);
  const done = files.filter(([, file]) => file.sent >= file.size && !file.error).length;
  const percent = Math.floor((sent / (size || 1)) * 100);
  const rank = ([, file]: (typeof files)[number]) =>
    file.error ? 0 : file.sent > 0 && file.sent < file.size ? 1 : file.sent === 0 ? 2 : 3;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      {state.phase === "incomplete" ? <Alert>{undeliveredText(state)}</Alert> : null}
      <div className="flex justify-between gap-3 text-[13px] text-muted">
        <span aria-live="polite">{PHASES[state.phase] ?? `${done} of ${plural(files.length, "file")} sent`}</span>
        <span>
          {formatBytes(sent)} of {formatBytes(size)} · {percent} %
        </span>
      </div>
      <ProgressBar percent={percent} label="Upload" />
      <ul aria-label="Files" tabIndex={0} className="max-h-40 overflow-y-auto text-[13px]">
        {files
          .sort((a, b) => rank(a) - rank(b))
          .slice(0, SHOWN_FILES)
          .map(([path, file]) => (
            <li key={path} className="grid py-0.5">
              <span className="flex justify-between gap-3">
                <span className="truncate" title={path}>
                  {path}
                </span>
                {file.error ? null : (
                  <span className="shrink-0 text-muted">
                    {Math.floor((Math.min(file.sent, file.size) / (file.size || 1)) * 100)} %
                  </span>
                )}
              </span>
              {file.error ? <span className="wrap-anywhere text-danger">{file.error}</span> : null}
            </li>
          ))}
        {files.length > SHOWN_FILES ? (
          <li className="py-0.5 text-muted">and {plural(files.length - SHOWN_FILES, "more file")}</li>
        ) : null}
      </ul>
    </div>
  );
}

const undeliveredText = (state: UploadState): string =>
  `${undelivered(state)} of ${plural(state.files.size, "file")} could not be sent. Nothing was added yet: try again, or go on with the others.`;
