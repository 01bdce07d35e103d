"use client";

import { useQuery } from "@tanstack/react-query";
import { useDialogs } from "@/components/dialogs/context";
import type { SearchWays } from "@/components/items/search/use-search-text";
import { modelsQuery } from "@/lib/enrichment/queries";
import type { WordEdit } from "@/lib/items/queries";
import { withLikeness } from "@/lib/search/filters";
import type { LikenessKey } from "@/lib/search/likeness";
import { snapshotQuery } from "@/lib/snapshots/queries";
import { MOST_SIMILAR } from "./read-view";
import { useWorkspace, type Workspace } from "./workspace";

export type SelectionAction = WordEdit | "field" | "split" | "delete" | "datasets" | "export" | "links" | "restore";

interface WorkspaceActions {
  /** Asks what it needs to know, and then does it to what is selected now, whatever is selected by then. */
  readonly act: (action: SelectionAction) => void;
  /** Null where not exactly one item is selected. */
  readonly findSimilar: ((q?: string) => void) | null;
  /** Shows what looks like an item, in the grid. */
  readonly showSimilarTo: (mediaId: string) => void;
  /** @param q the search that it is added to; the one that is shown, where nothing else is said */
  readonly findByImage: (q?: string) => void;
}

/** Adds a likeness to the search, and shows what is most alike first. */
const likenessInto =
  ({ view, setView }: Pick<Workspace, "view" | "setView">) =>
  (to: LikenessKey, example: string, q = view.q) =>
    setView({ q: withLikeness(q, to, example), sort: MOST_SIMILAR, seed: null, group: null, item: null });

/** What can be done with a dataset's items, for buttons, keys and the command palette alike. */
export function useActions(): WorkspaceActions {
  const workspace = useWorkspace();
  const { dataset, view, list, selection, edits, chosen } = workspace;
  const dialogs = useDialogs();
  const { stateId } = list;
  const { count } = selection;
  const { data: shown } = useQuery({
    ...snapshotQuery(dataset.id, view.snapshot ?? ""),
    enabled: view.snapshot !== null,
  });

  const act = (action: SelectionAction) => {
    const target = { request: selection.request, has: selection.has, count };
    const about = { datasetId: dataset.id, stateId, count };
    switch (action) {
      case "field":
        return dialogs.open({
          name: "field",
          ...about,
          onSubmit: (change) => void edits.field(target, change),
        });
      case "split":
        return dialogs.open({ name: "split", ...about, onSubmit: (split) => void edits.split(target, split) });
      case "delete": {
        const { letGo } = selection.held();
        return dialogs.open({
          name: "delete-items",
          count,
          snapshotsEnabled: dataset.snapshots_enabled,
          onConfirm: () => void edits.remove(target).then((done) => done && letGo()),
        });
      }
      case "datasets": {
        const { letGo } = selection.held();
        return dialogs.open({
          name: "datasets",
          selected: [{ dataset_id: dataset.id, selection: selection.request, count }],
          search: {
            q: view.q,
            datasets: [dataset.id],
            found: [{ dataset_id: dataset.id, selection: { q: view.q, state_id: stateId }, count: list.total }],
          },
          onRemoved: letGo,
        });
      }
      case "restore":
        if (!shown) return;
        return dialogs.open({
          name: "restore-snapshot",
          dataset,
          entry: shown,
          selected: { request: selection.request, count },
        });
      case "export":
        return dialogs.open({
          name: "export",
          dataset,
          selected: { request: selection.request, count },
          ...(view.snapshot ? { snapshot: { id: view.snapshot, name: null } } : {}),
        });
      case "links":
        return dialogs.open({
          name: "links",
          dataset,
          snapshotId: view.snapshot,
          items: { request: selection.request, count, isSelection: true },
        });
      case "tag":
      case "untag":
      case "label":
      case "unlabel":
        return dialogs.open({
          name: "words",
          ...about,
          edit: action,
          onSubmit: (words) => void edits.words(action, target, words),
        });
    }
  };
  const look = likenessInto(workspace);
  const showSimilarTo = (mediaId: string, q?: string) => look("similar", mediaId, q);
  return {
    act,
    findSimilar: chosen && ((q) => showSimilarTo(chosen.media_id, q)),
    showSimilarTo,
    findByImage: (q) =>
      dialogs.open({
        name: "by-image",
        datasetId: dataset.id,
        snapshotId: view.snapshot,
        onFound: (key) => look("image", key, q),
      }),
  };
}

/** Asks for a description and searches by it; null where no model could answer. */
export function useDescribe(): (() => void) | null {
  const workspace = useWorkspace();
  const dialogs = useDialogs();
  const { data: models } = useQuery(modelsQuery(workspace.dataset.id));
  const canAnswer = models?.some(({ type, status }) => type === "embedding" && status === "ACTIVE");
  if (!canAnswer) return null;
  const look = likenessInto(workspace);
  return () => dialogs.open({ name: "describe", onSubmit: (words) => look("description", words) });
}

/** What the completion of a search can lead to. */
export function useSearchWays(): SearchWays {
  const { chosen } = useWorkspace();
  const { findSimilar, findByImage } = useActions();
  const describes = useDescribe() !== null;
  return {
    describes,
    selected: chosen?.file_name ?? null,
    find: (find, q) => (find === "image" ? findByImage(q) : findSimilar?.(q)),
  };
}
