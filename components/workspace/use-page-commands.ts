"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { compareAddress } from "@/components/compare/compare-view";
import { useDialogs } from "@/components/dialogs/context";
import { viewChange } from "@/components/items/search/saved-views";
import { sortChange, sortsFor } from "@/components/items/search/view-bar";
import { useCommands, type PaletteCommand } from "@/components/layout/command-palette";
import { useIsGuest } from "@/components/layout/guest";
import { buttonOf } from "@/lib/operations/declarations";
import { NO_SNAPSHOT_SUPPORT } from "@/lib/operations/rules";
import { viewsQuery } from "@/lib/views/queries";
import { addMediaRefusal } from "./add-media-refusal";
import type { PageView } from "./read-view";
import { useActions, useDescribe, type SelectionAction } from "./use-actions";
import { useWorkspace } from "./workspace";

/** Whether it changes nothing of this dataset as it is looked at, so that whoever may look may do it. */
const isLook = (action: SelectionAction, { snapshot }: PageView): boolean =>
  action === "export" || action === "links" || (action === "datasets" && snapshot === null);

/** What a dataset's page adds to the command palette. */
export function usePageCommands(): void {
  const { dataset, view, list, blocked, selection, edits, setView } = useWorkspace();
  const dialogs = useDialogs();
  const { act, findByImage } = useActions();
  const describe = useDescribe();
  const { data: views } = useQuery(viewsQuery(dataset.id));
  const router = useRouter();
  const { can } = dataset;
  const isGuest = useIsGuest();
  const none = selection.count === 0 ? "Select items first" : null;

  const onSelection = (action: SelectionAction, title: string, keys?: string): PaletteCommand => ({
    id: `selection-${action}`,
    title,
    group: "Selected items",
    blocked: none ?? (isGuest || !isLook(action, view) ? blocked : null),
    keys,
    run: () => act(action),
  });
  const onDataset = (
    name:
      | "add-media"
      | "reindex"
      | "enrich"
      | "propagation"
      | "metadata"
      | "import-annotations"
      | "merge-dataset"
      | "export"
      | "share"
      | "create-snapshot"
      | "rename-dataset"
      | "delete-dataset",
    title: string,
    refusal: string | null,
    words?: string,
  ): PaletteCommand => ({
    id: `dataset-${name}`,
    title,
    group: "This dataset",
    blocked: refusal,
    words,
    run: () => dialogs.open({ name, dataset }),
  });
  const find = (id: string, title: string, run: () => void, keys?: string): PaletteCommand => ({
    id,
    title,
    group: "Find",
    keys,
    run,
  });
  const commands: PaletteCommand[] = [
    {
      id: "catalog",
      title: "Open the Snapshot Catalog",
      group: "This dataset",
      keys: "Ctrl/Cmd+Alt+Shift+H",
      run: () => setView({ panel: "snapshots" }),
    },
    {
      id: "compare",
      title:
        view.snapshot === null ? "Compare: changes since the Current Version" : "Compare this version with current",
      group: "This dataset",
      blocked: dataset.snapshots_enabled ? null : NO_SNAPSHOT_SUPPORT,
      words: "diff versions what changed",
      run: () => router.push(compareAddress(dataset.id, { from: view.snapshot ?? "current" })),
    },
    onDataset("create-snapshot", "Create a snapshot", can.snapshot_create, "save version"),
    onDataset("add-media", buttonOf("media_addition"), addMediaRefusal(dataset), "upload import"),
    onDataset("reindex", buttonOf("reindex"), can.reindex),
    onDataset("enrich", buttonOf("enrichment"), can.enrichment),
    onDataset("propagation", buttonOf("label_propagation"), can.label_propagation),
    onDataset("metadata", buttonOf("custom_metadata"), can.custom_metadata),
    {
      id: "dataset-classes",
      title: "Classes",
      group: "This dataset",
      words: "labels order rename merge colour skeleton attributes",
      run: () =>
        dialogs.open({
          name: "classes",
          dataset,
          version: view.snapshot === null ? null : list.stateId,
          onDone: edits.done,
        }),
    },
    onDataset(
      "import-annotations",
      buttonOf("annotation_import"),
      can.annotation_import,
      "coco yolo labels boxes upload",
    ),
    onDataset("merge-dataset", `${buttonOf("merge")}…`, can.merge, "add copy join"),
    onDataset("export", buttonOf("export"), can.export, "download coco yolo"),
    onDataset("share", "Share", can.dataset_share),
    onDataset("rename-dataset", "Rename dataset", can.dataset_rename, "title name"),
    onDataset("delete-dataset", "Move the dataset to the trash", can.dataset_delete, "delete remove"),
    {
      id: "select-all",
      title: "Select all that match",
      group: "Selected items",
      keys: "Ctrl/Cmd+A",
      run: selection.selectAll,
    },
    onSelection("tag", "Tag", "t"),
    onSelection("label", "Label", "l"),
    onSelection("field", "Edit metadata", "m"),
    onSelection("datasets", "Add to a dataset, or remove from one"),
    onSelection("export", "Export selected items"),
    onSelection("links", "Get links to selected items"),
    onSelection("delete", "Delete", "Delete"),
    ...(describe ? [find("describe", "Search by description", describe)] : []),
    find("by-image", "Search by image", findByImage),
    find("group", "Group by cluster", () => setView({ group: "cluster" }), "g"),
    find("ungroup", "Do not group", () => setView({ group: null })),
    find("clear", "Clear the search", () => setView({ q: "" })),
    ...sortsFor(view.q).map(([sort, title]) => find(`sort-${sort}`, `Sort: ${title}`, () => setView(sortChange(sort)))),
    ...(views ?? []).map((saved) => ({
      id: saved.view_id,
      title: saved.name,
      group: "Saved views",
      run: () => setView(viewChange(saved)),
    })),
    { id: "keys", title: "Keyboard shortcuts", group: "Help", keys: "?", run: () => dialogs.open({ name: "keys" }) },
  ];
  // Whoever looks through a public link is told of nothing that they cannot do.
  useCommands(isGuest ? commands.filter(({ blocked: refusal }) => !refusal) : commands);
}
