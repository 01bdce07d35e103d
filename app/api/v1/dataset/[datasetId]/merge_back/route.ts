import * as api from "@/lib/api/models";
import { route, taskAddress } from "@/lib/http";
import { MergeConflictError, previewMergeBack, startMergeBack } from "@/lib/merging/merge-back";

export const POST = route(api.mergeBack, async ({ user, params, body }) => {
  if (body.dry_run) return Response.json(await previewMergeBack(user, params.datasetId, body));
  try {
    const { task_id } = await startMergeBack(user, params.datasetId, body);
    return new Response(null, { status: 202, headers: { location: taskAddress(task_id) } });
  } catch (error) {
    if (!(error instanceof MergeConflictError)) throw error;
    const { detail, conflicts, n_conflicts } = error;
    return Response.json({ detail, conflicts, n_conflicts }, { status: 409 });
  }
});
