"use client";

import { useDialogs } from "@/components/dialogs/context";
import type { WordEdit } from "@/lib/items/queries";
import { useWorkspace } from "./workspace";

export type SelectionAction = WordEdit | "field" | "delete" | "add-to-dataset";

interface WorkspaceActions {
  /** Asks what it needs to know, and then does it to what is selected now, whatever is selected by then. */
  readonly act: (action: SelectionAction) => void;
  /** Null where not exactly one item is selected. */
  readonly findSimilar: (() => void) | null;
  readonly findByImage: () => void;
  readonly describe: () => void;
}

/** What can be done with a dataset's items, for buttons, keys and the command palette alike. */
export function useActions(): WorkspaceActions {
  const { dataset, view, list, selection, edits, chosen, openItem } = useWorkspace();
  const dialogs = useDialogs();
  const { stateId } = list;
  const { count } = selection;

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
      case "delete": {
        const { letGo } = selection.held();
        return dialogs.open({
          name: "delete-items",
          count,
          snapshotsEnabled: dataset.snapshots_enabled,
          onConfirm: () => void edits.remove(target).then((done) => done && letGo()),
        });
      }
      case "add-to-dataset":
        return dialogs.open({ name: "add-to-dataset", dataset, target });
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
  const looking = { datasetId: dataset.id, snapshotId: view.snapshot, q: view.q, onOpenItem: openItem };
  const similarTo = (example: "upload" | { mediaId: string; name: string }) =>
    dialogs.open({ name: "similar", ...looking, example, onSelect: selection.add });
  return {
    act,
    findSimilar: chosen && (() => similarTo({ mediaId: chosen.media_id, name: chosen.file_name })),
    findByImage: () => similarTo("upload"),
    describe: () => dialogs.open({ name: "describe", ...looking }),
  };
}
