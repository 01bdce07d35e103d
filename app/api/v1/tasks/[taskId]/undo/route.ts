import { empty, route } from "@/lib/http";
import { undoRestore } from "@/lib/snapshots/service";

/** Undoes a completed restore, while nothing was edited since. */
export const POST = route<{ taskId: string }>(async (_request, { user, params }) => {
  await undoRestore(user, params.taskId);
  return empty();
});
