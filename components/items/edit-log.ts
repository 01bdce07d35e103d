"use client";

import { useSyncExternalStore } from "react";

/** An edit that was made here, to be taken back, or done again, whenever one likes. */
export interface LoggedEdit {
  /** Of the edit that stands: the one that was made, or the one that did it again. */
  readonly editId: string;
  readonly text: string;
  /** When it was asked for; ISO 8601. */
  readonly at: string;
  /** Of the undo that took it back; null while it stands. */
  readonly undoneBy: string | null;
}

export type EditLog = readonly LoggedEdit[];

/** Older ones are in the item's history and in snapshots. */
const MAX_LOGGED = 100;

/** In the order in which they were asked for, whichever was answered first. */
export const logged = (log: EditLog, edit: Omit<LoggedEdit, "undoneBy">): EditLog =>
  [{ ...edit, undoneBy: null }, ...log].sort((a, b) => b.at.localeCompare(a.at)).slice(0, MAX_LOGGED);

/** @param undoneBy the edit that took it back @param editId the edit that stands */
export const undone = (log: EditLog, editId: string, undoneBy: string): EditLog =>
  log.map((edit) => (edit.editId === editId ? { ...edit, undoneBy } : edit));

/** @param undoneBy the undo that was itself undone @param editId the edit that did it again */
export const redone = (log: EditLog, undoneBy: string, editId: string): EditLog =>
  log.map((edit) => (edit.undoneBy === undoneBy ? { ...edit, editId, undoneBy: null } : edit));

/** An edit that could not be taken back, because nothing of it stands any more, is not offered again. */
export const forgotten = (log: EditLog, editId: string): EditLog =>
  log.filter((edit) => edit.editId !== editId && edit.undoneBy !== editId);

export const lastStanding = (log: EditLog): LoggedEdit | null => log.find((edit) => edit.undoneBy === null) ?? null;

// For as long as the tab lives, reloads included.
const EMPTY: EditLog = [];
const known = new Map<string, EditLog>();
const listeners = new Set<() => void>();
const keyOf = (datasetId: string): string => `stillframe.edits.${datasetId}`;

export function readLog(datasetId: string): EditLog {
  let log = known.get(datasetId);
  if (!log) known.set(datasetId, (log = parsed(sessionStorage.getItem(keyOf(datasetId)))));
  return log;
}
function parsed(text: string | null): EditLog {
  if (!text) return EMPTY;
  try {
    return JSON.parse(text) as EditLog;
  } catch {
    return EMPTY;
  }
}
export function changeLog(datasetId: string, change: (log: EditLog) => EditLog): void {
  const next = change(readLog(datasetId));
  known.set(datasetId, next);
  sessionStorage.setItem(keyOf(datasetId), JSON.stringify(next));
  listeners.forEach((listener) => listener());
}
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** The edits that were made in this tab, the latest first. */
export const useEditLog = (datasetId: string): EditLog =>
  useSyncExternalStore(
    subscribe,
    () => readLog(datasetId),
    () => EMPTY,
  );
