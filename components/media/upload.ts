"use client";

import { useCallback, useReducer, useRef } from "react";
import { api, detailText, startTask } from "@/lib/api-client";

export interface PickedFile {
  readonly path: string;
  readonly file: File;
}

export interface UploadState {
  readonly phase: "idle" | "uploading" | "starting" | "failed";
  readonly files: ReadonlyMap<string, { readonly size: number; readonly sent: number; readonly error: string | null }>;
  readonly error: string | null;
}

type Action =
  | { type: "begin"; files: readonly PickedFile[] }
  | { type: "sent"; path: string; sent: number }
  | { type: "file-failed"; path: string; error: string }
  | { type: "starting" }
  | { type: "failed"; error: string }
  | { type: "reset" };

const IDLE: UploadState = { phase: "idle", files: new Map(), error: null };

function reduce(state: UploadState, action: Action): UploadState {
  switch (action.type) {
    case "begin":
      return { phase: "uploading", error: null, files: new Map(action.files.map(({ path, file }) => [path, { size: file.size, sent: 0, error: null }])) };
    case "sent":
    case "file-failed": {
      const before = state.files.get(action.path);
      if (!before) return state;
      const after = action.type === "sent" ? { ...before, sent: action.sent } : { ...before, error: action.error };
      return { ...state, files: new Map(state.files).set(action.path, after) };
    }
    case "starting":
      return { ...state, phase: "starting" };
    case "failed":
      return { ...state, phase: "failed", error: action.error };
    case "reset":
      return IDLE;
  }
}

/** fetch tells nothing of what was sent so far; XMLHttpRequest does. */
function sendFile(url: string, file: File, onProgress: (sent: number) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", url);
    request.responseType = "json";
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onload = () => (request.status < 300 ? resolve() : reject(new Error(detailText(request.response, request.status))));
    request.onerror = () => reject(new Error("The connection was lost"));
    request.onabort = () => reject(new DOMException("Aborted", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

/** Sends one file into a staging area of its own, for an operation that reads it. */
export async function uploadFile(datasetId: string, purpose: "media" | "custom_metadata", file: File): Promise<{ upload_id: string; path: string }> {
  const { upload_id } = await api<{ upload_id: string }>(`/dataset/${datasetId}/uploads`, { method: "POST", body: { purpose } });
  await sendFile(`/api/v1/dataset/${datasetId}/uploads/${upload_id}?${new URLSearchParams({ path: file.name })}`, file, () => undefined, new AbortController().signal);
  return { upload_id, path: file.name };
}

const LANES = 4;
const TRIES = 3;

export interface ImportChoices {
  readonly labels_from_folders: boolean;
  readonly auto_reindex?: boolean;
  readonly on_duplicate?: "keep" | "skip";
}

/** Uploads files into a dataset and starts the import of what arrived. */
export function useUpload() {
  const [state, dispatch] = useReducer(reduce, IDLE);
  const abort = useRef<AbortController | null>(null);

  const upload = useCallback(async (datasetId: string, files: readonly PickedFile[], choices: ImportChoices): Promise<string | null> => {
    const controller = new AbortController();
    abort.current = controller;
    dispatch({ type: "begin", files });
    try {
      const { upload_id } = await api<{ upload_id: string }>(`/dataset/${datasetId}/uploads`, { method: "POST" });
      const queue = [...files];
      let arrived = 0;
      const lane = async () => {
        for (let next = queue.shift(); next; next = queue.shift()) {
          const { path, file } = next;
          const url = `/api/v1/dataset/${datasetId}/uploads/${upload_id}?${new URLSearchParams({ path })}`;
          for (let attempt = 1; ; attempt += 1) {
            try {
              await sendFile(url, file, (sent) => dispatch({ type: "sent", path, sent }), controller.signal);
              dispatch({ type: "sent", path, sent: file.size });
              arrived += 1;
              break;
            } catch (error) {
              if ((error as Error).name === "AbortError") throw error;
              if (attempt < TRIES && (error as Error).message === "The connection was lost") continue;
              dispatch({ type: "file-failed", path, error: (error as Error).message });
              break;
            }
          }
        }
      };
      await Promise.all(Array.from({ length: LANES }, lane));
      if (arrived === 0) throw new Error("None of the files arrived");
      dispatch({ type: "starting" });
      return await startTask(`/dataset/${datasetId}/add_media`, { method: "POST", body: { upload_id, ...choices } });
    } catch (error) {
      dispatch({ type: "failed", error: (error as Error).name === "AbortError" ? "The upload was cancelled" : (error as Error).message });
      return null;
    }
  }, []);

  const cancel = useCallback(() => abort.current?.abort(), []);
  const reset = useCallback(() => dispatch({ type: "reset" }), []);
  return { state, upload, cancel, reset };
}

async function readEntry(entry: FileSystemEntry, prefix: string): Promise<PickedFile[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ path: prefix + entry.name, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: PickedFile[] = [];
  // A reader hands out at most a hundred entries at a time.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return found;
    for (const child of batch) found.push(...(await readEntry(child, `${prefix}${entry.name}/`)));
  }
}

/** Files and whole folders of a drop, with their paths. */
export async function filesOfDrop(data: DataTransfer): Promise<PickedFile[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry != null);
  if (entries.length === 0) return filesOfList(data.files);
  return (await Promise.all(entries.map((entry) => readEntry(entry, "")))).flat();
}

export const filesOfList = (list: FileList | null): PickedFile[] => [...(list ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
