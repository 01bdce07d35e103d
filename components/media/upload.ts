"use client";

import { useCallback, useReducer, useRef } from "react";
import { Upload } from "tus-js-client";
import { api, ApiError, detailText } from "@/lib/api-client";
import { previewImport } from "@/lib/pipeline/queries";
import type { ImportPreview } from "@/lib/pipeline/schema";
import type { StagedUpload } from "@/lib/uploads/schema";

export interface PickedFile {
  readonly path: string;
  readonly file: File;
}

export interface UploadState {
  /**
   * `looking`: the server looks into what arrived; `arrived`: it waits for its import. `incomplete`: some files did not arrive, each
   * with its reason; nothing has begun with the others.
   */
  readonly phase: "idle" | "uploading" | "looking" | "arrived" | "starting" | "incomplete" | "failed";
  readonly files: ReadonlyMap<string, { readonly size: number; readonly sent: number; readonly error: string | null }>;
  readonly error: string | null;
}

type Action =
  | { type: "begin"; files: readonly PickedFile[] }
  | { type: "sent"; path: string; sent: number }
  | { type: "file-failed"; path: string; error: string }
  | { type: "looking" }
  | { type: "arrived" }
  | { type: "starting" }
  | { type: "incomplete" }
  | { type: "failed"; error: string }
  | { type: "reset" };

const IDLE: UploadState = { phase: "idle", files: new Map(), error: null };

function reduce(state: UploadState, action: Action): UploadState {
  switch (action.type) {
    case "begin":
      return {
        phase: "uploading",
        error: null,
        files: new Map(action.files.map(({ path, file }) => [path, { size: file.size, sent: 0, error: null }])),
      };
    case "sent":
    case "file-failed": {
      const before = state.files.get(action.path);
      if (!before) return state;
      const after = action.type === "sent" ? { ...before, sent: action.sent } : { ...before, error: action.error };
      return { ...state, files: new Map(state.files).set(action.path, after) };
    }
    case "looking":
    case "arrived":
    case "starting":
    case "incomplete":
      return { ...state, phase: action.type, error: null };
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
    request.onload = () =>
      request.status < 300 ? resolve() : reject(new Error(detailText(request.response, request.status)));
    request.onerror = () => reject(new Error("The connection was lost"));
    request.onabort = () => reject(new DOMException("Aborted", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

/** Sends one file into a staging area of its own, for an operation that reads it. */
export async function uploadFile(
  datasetId: string,
  purpose: "media" | "custom_metadata",
  file: File,
): Promise<{ upload_id: string; path: string }> {
  const { upload_id } = await api<{ upload_id: string }>(`/dataset/${datasetId}/uploads`, {
    method: "POST",
    body: { purpose },
  });
  await sendFile(
    `/api/v1/dataset/${datasetId}/uploads/${upload_id}?${new URLSearchParams({ path: file.name })}`,
    file,
    () => undefined,
    new AbortController().signal,
  );
  return { upload_id, path: file.name };
}

const LANES = 4;

/** An upload that was interrupted, by dataset: a reload loses everything but this. */
const keyOf = (datasetId: string): string => `stillframe.upload.${datasetId}`;
const remembered = (datasetId: string): string | null => localStorage.getItem(keyOf(datasetId));
export const forgetUpload = (datasetId: string): void => localStorage.removeItem(keyOf(datasetId));

/** What the server has of an interrupted upload; null when there is none, or it is gone. */
export async function findInterrupted(datasetId: string): Promise<StagedUpload | null> {
  const id = remembered(datasetId);
  if (!id) return null;
  try {
    return await api<StagedUpload>(`/dataset/${datasetId}/uploads/${id}`);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) forgetUpload(datasetId);
    return null;
  }
}

/** Waits between tries after a lost connection, in milliseconds: some ten minutes in all. */
const RETRIES = [0, 500, 1_000, 2_000, 5_000, 10_000, 20_000, ...Array.from({ length: 20 }, () => 30_000)];

/** Sends one file, going on where a half of it ends. @throws Error with the server's reason, or AbortError */
function sendResumable(
  endpoint: string,
  { path, file }: PickedFile,
  half: string | undefined,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint,
      ...(half ? { uploadUrl: `${endpoint}/${half}` } : {}),
      metadata: { path },
      uploadDataDuringCreation: true,
      storeFingerprintForResuming: false,
      retryDelays: RETRIES,
      // Whatever the server refuses stays refused; only what did not reach it is tried again.
      onShouldRetry: (error) =>
        !error.originalResponse ||
        error.originalResponse.getStatus() === 423 ||
        error.originalResponse.getStatus() >= 500,
      onProgress,
      onSuccess: () => resolve(),
      onError: (error) => {
        const response = "originalResponse" in error ? error.originalResponse : null;
        if (!response) return reject(new Error("The connection was lost"));
        let body: unknown = null;
        try {
          body = JSON.parse(response.getBody());
        } catch {
          // The protocol's own errors are plain text.
        }
        reject(new Error(detailText(body, response.getStatus())));
      },
    });
    signal.addEventListener("abort", () => {
      void upload.abort();
      reject(new DOMException("Aborted", "AbortError"));
    });
    upload.start();
  });
}

/** What one upload sends, and where to. */
interface Sending {
  readonly datasetId: string;
  readonly files: readonly PickedFile[];
  readonly dispatch: (action: Action) => void;
  readonly signal: AbortSignal;
}

/**
 * Sends files a few at a time, going on with an interrupted upload of the same ones. A file that is refused does not stop the
 * others. @returns how many arrived @throws AbortError, or ApiError when there is nowhere to send them
 */
async function sendAll({ datasetId, files, dispatch, signal }: Sending): Promise<number> {
  const interrupted = await findInterrupted(datasetId);
  const upload_id =
    interrupted?.upload_id ??
    (await api<{ upload_id: string }>(`/dataset/${datasetId}/uploads`, { method: "POST", body: {} })).upload_id;
  localStorage.setItem(keyOf(datasetId), upload_id);
  const there = new Map(interrupted?.files.map((file) => [file.path, file.size]));
  const halves = new Map(interrupted?.partial.map((half) => [half.path, half]));
  const endpoint = `/api/v1/dataset/${datasetId}/uploads/${upload_id}/tus`;
  const queue = [...files];
  let arrived = 0;
  const send = async (next: PickedFile): Promise<void> => {
    const { path, file } = next;
    // Only a half of the same length can be a half of this file.
    const half = halves.get(path)?.size === file.size ? halves.get(path)!.id : undefined;
    const onProgress = (sent: number) => dispatch({ type: "sent", path, sent });
    try {
      if (there.get(path) !== file.size) await sendResumable(endpoint, next, half, onProgress, signal);
      onProgress(file.size);
      arrived += 1;
    } catch (error) {
      if ((error as Error).name === "AbortError") throw error;
      dispatch({ type: "file-failed", path, error: (error as Error).message });
    }
  };
  const lane = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await send(next);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return arrived;
}

const MEDIA = /\.(jpe?g|png|apng|webp|gif|tiff?|avif|bmp|mp4|m4v|webm|mov)$/i;
/** Pictures and videos are what they are; everything else may hold annotations. */
const mayHoldAnnotations = ({ path, file }: PickedFile): boolean =>
  !/^(image|video)\//.test(file.type) && !MEDIA.test(path);

/** What the server found in files that arrived; `found` is null where there is nothing but pictures to see. */
export interface Looked {
  readonly found: ImportPreview | null;
}

const reasonOf = (error: unknown): string =>
  (error as Error).name === "AbortError"
    ? "The upload was cancelled. Choose the same files to go on with it."
    : (error as Error).message;

/** Files that did not arrive. */
export const undelivered = ({ files }: UploadState): number => [...files.values()].filter(({ error }) => error).length;

/** Starts the import of an upload. @returns the task */
export type Starting = (uploadId: string) => Promise<string | null>;

/** Uploads files into a dataset, looks into them, and starts their import. What goes wrong is in the state; the answer is null then. */
export function useUpload() {
  const [state, dispatch] = useReducer(reduce, IDLE);
  const abort = useRef<AbortController | null>(null);

  const attempt = useCallback(async <T>(work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      dispatch({ type: "failed", error: reasonOf(error) });
      return null;
    }
  }, []);

  /** Looks into what arrived. */
  const look = useCallback(
    (datasetId: string, files: readonly PickedFile[]): Promise<Looked | null> =>
      attempt(async () => {
        if (!files.some(mayHoldAnnotations)) return { found: null };
        const controller = new AbortController();
        abort.current = controller;
        dispatch({ type: "looking" });
        const found = await previewImport(datasetId, remembered(datasetId)!, controller.signal);
        dispatch({ type: "arrived" });
        return { found: found.formats.length > 0 || found.problem_count > 0 ? found : null };
      }),
    [attempt],
  );

  /** Sends files, and looks into them once all of them arrived. */
  const upload = useCallback(
    (datasetId: string, files: readonly PickedFile[]): Promise<Looked | null> =>
      attempt(async () => {
        const controller = new AbortController();
        abort.current = controller;
        dispatch({ type: "begin", files });
        const arrived = await sendAll({ datasetId, files, dispatch, signal: controller.signal });
        if (arrived === 0) throw new Error("None of the files arrived");
        if (arrived === files.length) return look(datasetId, files);
        dispatch({ type: "incomplete" });
        return null;
      }),
    [attempt, look],
  );

  const start = useCallback(
    (datasetId: string, starting: Starting): Promise<string | null> =>
      attempt(async () => {
        dispatch({ type: "starting" });
        const taskId = await starting(remembered(datasetId)!);
        forgetUpload(datasetId);
        return taskId;
      }),
    [attempt],
  );

  const cancel = useCallback(() => abort.current?.abort(), []);
  return { state, upload, look, start, cancel };
}

/** Whether nothing can be done but to wait, or to cancel. */
export const isBusy = ({ phase }: UploadState): boolean => ["uploading", "looking", "starting"].includes(phase);

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

export const filesOfList = (list: FileList | null): PickedFile[] =>
  [...(list ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
