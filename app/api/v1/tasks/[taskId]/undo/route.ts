import { empty, route } from "@/lib/http";
import { undoTask } from "@/lib/worker/undo";

/** Undoes a completed restore while nothing was edited since, or an import of annotations. */
export const POST = route<{ taskId: string }>(async (_request, { user, params }) => {
  await undoTask(user, params.taskId);
  return empty();
});
