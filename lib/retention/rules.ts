/** Which snapshots a rule retires; pure. */
import { movesBadge, type SnapshotReason } from "@/lib/operations/snapshot-reasons";
import type { Retention } from "./schema";

const DAY_MS = 86_400_000;

export interface RetainedSnapshot {
  readonly id: string;
  readonly reason: SnapshotReason;
  /** Milliseconds since 1970. */
  readonly created_ms: number;
  /** Whatever its age: it is current, pinned, protected, aliased, trained on, merged from, or a task uses it. */
  readonly is_kept: boolean;
}

type Group = keyof Retention;

/** Automatic ones are those that the product saved by itself, before an operation or a restore. */
export const groupOf = (reason: SnapshotReason): Group => (movesBadge(reason) ? "named" : "automatic");

/** Whether it can ever retire one. */
export const retiresAny = ({ automatic, named }: Retention): boolean => automatic.days !== null || named.days !== null;

/**
 * The snapshots that go: older than the days of their group, and not among the newest of it that stay. Those that are kept for
 * other reasons count among the newest.
 * @param snapshots of one dataset, newest first
 * @returns their ids, newest first
 */
export function retired(retention: Retention, snapshots: readonly RetainedSnapshot[], nowMs: number): string[] {
  const seen: Record<Group, number> = { automatic: 0, named: 0 };
  return snapshots.flatMap(({ id, reason, created_ms, is_kept }) => {
    const group = groupOf(reason);
    const { days, at_least } = retention[group];
    seen[group] += 1;
    if (is_kept || days === null || seen[group] <= (at_least ?? 0)) return [];
    return nowMs - created_ms > days * DAY_MS ? [id] : [];
  });
}
