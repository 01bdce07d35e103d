import * as api from "@/lib/api/tasks";
import { route } from "@/lib/http";
import { undoTask } from "@/lib/worker/undo";

/** Undoes a completed restore while nothing was edited since, or an import of annotations. */
export const POST = route(api.undoTask, ({ user, params }) => undoTask(user, params.taskId));
