/** Which heads a list over all datasets was read at, so that it can be paged through while datasets change. */
import "server-only";
import { createHash } from "node:crypto";
import { listVisibleHeads, requireDataset, type VisibleHead } from "@/lib/access/service";
import type { CurrentUser } from "@/lib/auth/service";
import { derived } from "@/lib/derived";
import { InvalidInputError } from "@/lib/errors";

export interface InputsVersion {
  /** Names the heads; shaped as the id of a state. */
  readonly id: string;
  /** Of the datasets that hold items, newest first. */
  readonly heads: readonly VisibleHead[];
}

/** By what names them. */
const versions = derived<readonly VisibleHead[]>("versions of inputs", (heads) => heads.length * 300);

function idOf(heads: readonly VisibleHead[]): string {
  const hex = createHash("sha256")
    .update(heads.map(({ id, head_state_id }) => `${id} ${head_state_id}`).join("\n"))
    .digest("hex");
  const variant = ((parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const gone = () =>
  InvalidInputError.at(["query", "state_id"], "This version of the list is not kept any more; ask without it");

/**
 * The heads that a list is of: as they are, or as they were when somebody was told of them. One query.
 * @throws InvalidInputError for a version that is not kept, or that holds a dataset which one may not see any more
 */
export async function openVersion(user: CurrentUser, stateId?: string): Promise<InputsVersion> {
  const now = await listVisibleHeads(user);
  const id = idOf(now);
  if (stateId === undefined || stateId === id) {
    versions.remember(id, now);
    return { id, heads: now };
  }
  const kept = versions.get(stateId);
  const visible = new Map(now.map((head) => [head.id, head]));
  if (!kept?.every((head) => visible.has(head.id))) throw gone();
  // What they hold is of then; what they are called, and what links to them are held to, is of now.
  const heads = kept.map((head) => {
    const { display_name, link_epoch } = visible.get(head.id)!;
    return { ...head, display_name, link_epoch };
  });
  return { id: stateId, heads };
}

/** Those of the heads that are asked for. @throws NotFoundError for a dataset that one may not see */
export async function narrowed(
  user: CurrentUser,
  heads: readonly VisibleHead[],
  ids: readonly string[] | undefined,
): Promise<readonly VisibleHead[]> {
  if (ids === undefined) return heads;
  const wanted = new Set(ids.map((id) => id.toLowerCase()));
  const listed = new Set(heads.map(({ id }) => id));
  // One without items is in no list, and no mistake either.
  for (const id of wanted) if (!listed.has(id)) await requireDataset(user, id);
  return heads.filter(({ id }) => wanted.has(id));
}
