/** Moves a head past the pipeline, with the product's own gate: benches load a million items without decoding any. */
import type { CurrentUser } from "@/lib/auth/service";
import type { Change } from "@/lib/commits/edit";
import type { HeadEventRecord } from "@/lib/operations/events";
import type { OpenState } from "@/lib/states/service";

export async function commitChange(
  user: CurrentUser,
  datasetId: string,
  event: HeadEventRecord,
  changeOf: (head: OpenState) => Promise<Change> | Change,
): Promise<void> {
  const { commit } = await import("@/lib/commits/gate");
  const { prepareChange } = await import("@/lib/commits/edit");
  const { openState } = await import("@/lib/states/service");
  // Allowed in every status: a draft becomes ready here without an import.
  await commit(user, datasetId, "view_edit", async (dataset) => {
    const head = await openState(dataset.head_state_id);
    return {
      effects: {
        head: await prepareChange(head, await changeOf(head)),
        status: { to: "READY" },
        event: { ...event, actor: user.email },
        tells: "head",
      },
      answer: () => undefined,
    };
  });
}
