/** Why a snapshot was made; pure. */

export const REASONS = ["manual", "creation", "clone", "auto", "restore"] as const;
export type SnapshotReason = (typeof REASONS)[number];

/** Reasons whose snapshot becomes the Current Version: those that a person, creation or cloning made. */
export const movesBadge = (reason: SnapshotReason): boolean =>
  reason === "manual" || reason === "creation" || reason === "clone";
