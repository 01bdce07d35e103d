/**
 * Calling a cluster by words instead of by the number that the index gave it. The name is the cluster's own: it belongs to the
 * version, and the next index run keeps it for as long as most of the cluster stays together.
 */
import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { commitEdit } from "@/lib/commits/edit";
import { ConflictError, NotFoundError } from "@/lib/errors";
import type { EditDto, RenameClusterInput } from "@/lib/items/schema";
import { facetSetsOf } from "@/lib/states/facet-sets";
import type { OpenState } from "@/lib/states/service";
import { and, emptyBitmap, type Bitmap } from "@/lib/versioning/bitmap";
import { LIVE, parentCluster, setName } from "@/lib/versioning/names";
import { editDto } from "./edit-dto";

/** The parts of a cluster, as sets. */
const partsOf = (head: OpenState, cluster: string): string[] =>
  facetSetsOf(head).flatMap(({ name, kind, value }) =>
    kind === "subcluster" && parentCluster(value) === cluster ? [name] : [],
  );

/** @throws NotFoundError for a cluster that is not there, ConflictError for a name that another one has */
export function renameCluster(
  user: CurrentUser,
  datasetId: string,
  { cluster: from, name: to }: RenameClusterInput,
): Promise<EditDto> {
  const [old, next] = [setName("cluster", from), setName("cluster", to)];
  const part = (name: string) => setName("subcluster", `${to}${name.slice(setName("subcluster", from).length)}`);
  return commitEdit({
    user,
    datasetId,
    operation: "items_edit",
    // Which sets it is about is read from the head at hand; nothing found before can go stale.
    prepare: async () => ({
      value: null,
      names: (head) => [LIVE, old, next, ...partsOf(head, from).flatMap((name) => [name, part(name)])],
      holds: () => true,
    }),
    change: (sets, _prepared, head) => {
      if (sets(old).isEmpty) throw new NotFoundError("Cluster");
      if (from === to) return null;
      if (!sets(next).isEmpty)
        throw new ConflictError(`Another cluster is called “${to}” already. Choose another name.`);
      const changes = new Map<string, Bitmap>([
        [next, sets(old)],
        [old, emptyBitmap],
      ]);
      for (const name of partsOf(head, from)) changes.set(part(name), sets(name)).set(name, emptyBitmap);
      const items = and(sets(LIVE), sets(old));
      return { sets: changes, items, event: { kind: "rename_cluster", detail: { from, to, changed: items.size } } };
    },
    answer: editDto,
  });
}
