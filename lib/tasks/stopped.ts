/** What a task that failed or was aborted says of itself: its status says that it stopped, this says where. Pure. */

/** What a task tells until its first step. */
export const STARTING = "Starting";

/** @param lastStep what the task told last; null when no worker had it yet */
export const stoppedAt = (lastStep: string | null): string =>
  lastStep === null || lastStep === STARTING
    ? "Stopped before its first step; nothing was changed"
    : `Stopped at “${lastStep}”; nothing was changed`;
