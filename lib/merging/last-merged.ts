/** From which merge on two datasets share what they hold. Pure. */

interface Merge {
  readonly base_state_id: string;
  readonly source_state_id: string;
  /** It was not undone since, and the destination did not go back behind it. */
  readonly holds: boolean;
}

/**
 * What the last merge brought that still holds, together with all that it built on: one that was taken back is merged again with the
 * next. @param merges the first one first @returns null where there is none
 */
export function lastMerged(merges: readonly Merge[]): string | null {
  const hold = new Map<string, boolean>();
  let last: string | null = null;
  for (const { base_state_id, source_state_id, holds } of merges) {
    const stands = holds && hold.get(base_state_id) !== false;
    hold.set(source_state_id, stands);
    if (stands) last = source_state_id;
  }
  return last;
}
