/**
 * Every page and dialog. A scene is a line: what it is called, who looks (the owner where nothing is said), and how one gets
 * there, by role and name as a person would.
 */
import type { Locator, Page } from "@playwright/test";
import { DatasetView } from "../../e2e/pages/dataset-view";
import { drawnImage } from "../../e2e/fixtures";
import { ARABIC_NAME, EMOJI_NAME, LONG_SNAPSHOT, type Role, type World } from "./world";

export interface Scene {
  readonly name: string;
  readonly as?: Role;
  /** What it writes to the console because of what it shows. */
  readonly writes?: RegExp;
  /** Opens it. What it returns is run afterwards, where something has to be put back. */
  readonly open: (page: Page, world: World) => Promise<void | (() => Promise<void>)>;
}

type DatasetKey = "landscapes" | "longNames" | "emoji" | "arabic" | "empty";
type Step = (page: Page, view: DatasetView, world: World) => Promise<unknown>;

/** A dataset's page, and what is done there. */
const onDataset =
  (which: DatasetKey, ...steps: Step[]): Scene["open"] =>
  async (page, world) => {
    const view = new DatasetView(page);
    await view.open(world[which]);
    await page
      .getByRole("list", { name: "Items" })
      .or(page.getByRole("heading", { name: /^No/ }))
      .first()
      .waitFor();
    for (const step of steps) await step(page, view, world);
  };
const at =
  (path: string, shown: (page: Page) => Locator): Scene["open"] =>
  async (page) => {
    await page.goto(path);
    await shown(page).first().waitFor();
  };
const heading = (name: string | RegExp) => (page: Page) => page.getByRole("heading", { name });

const overviewOf =
  (which: DatasetKey, text: string): Scene["open"] =>
  (page, world) =>
    at(`/datasets/${world[which]}?tab=overview`, () => page.getByText(text))(page, world);

const click =
  (name: string | RegExp, role: "button" | "menuitem" = "button"): Step =>
  (page) =>
    page.getByRole(role, { name, exact: true }).first().click();
const dialog =
  (name: string | RegExp): Step =>
  (page) =>
    page.getByRole("dialog", { name }).waitFor();
/** A button of the header, and the dialog that it opens. */
const headerDialog = (button: string, title: string = button): Step[] => [click(button), dialog(title)];

type Process = Parameters<DatasetView["process"]>[0];
/** What is started from the header's menu, and its dialog. */
const processDialog = (name: Process): Step[] => [(_page, view) => view.process(name), dialog(name)];
/** What is rare is in another menu. */
const rareDialog = (name: string, title = name): Step[] => [
  async (_page, view) => (await view.openMore()).getByRole("menuitem", { name, exact: true }).click(),
  dialog(title),
];
const menu: Step = (page) => page.getByRole("menu").waitFor();
/** What the file holds is counted. */
const exported: Step = (page) => page.getByText(/^[\d,]+ items?, /).waitFor();
const shares: Step = (page) => page.getByRole("region", { name: "Items by split" }).waitFor();
const likenessOfImage = (page: Page) => page.getByRole("list", { name: "Active filters" }).getByRole("listitem");
const likeness: Step = (page) => page.getByRole("button", { name: /^Similar to/ }).waitFor();

const FIRST = /^(landscape-0001|image-1)\.jpg$/;
const tile = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });
const select: Step = async (page, view) => {
  await tile(page, FIRST).click();
  await view.selection.waitFor();
};
const selectionDialog = (button: string, title: RegExp): Step[] => [
  select,
  (_page, view) => view.selection.getByRole("button", { name: button, exact: true }).click(),
  dialog(title),
];
const more: Step[] = [select, click("More actions")];
const openDatasetWindow: Step[] = [click("Dataset…"), dialog(/^\d+ inputs?$/)];
const datasetWindow: Step[] = [select, ...openDatasetWindow];
const radio =
  (name: string | RegExp): Step =>
  (page) =>
    page.getByRole("dialog").getByRole("radio", { name }).first().check();
/** The first dataset that can be chosen, and what comes of it. */
const destination: Step = async (page) => {
  await page.getByRole("dialog").getByRole("list", { name: "Datasets" }).getByRole("radio").first().check();
  await page.getByRole("dialog").getByRole("status").waitFor();
};
const lookAlikes: Step = async (page) => {
  await page.getByRole("checkbox", { name: "Apply to all search results" }).check();
  await page.getByRole("radio", { name: /looks like the selected/ }).check();
  await page.getByRole("slider", { name: "At least this alike" }).fill("0.7");
  await page.getByRole("list", { name: "Similar items" }).getByRole("img").first().waitFor();
};
/** Names beside the icons; on a phone, the menu. */
const wideSidebar: Step = async (page) => {
  const expand = page.getByRole("button", { name: "Expand sidebar" });
  if (await expand.isVisible()) await expand.click();
  else await page.getByRole("button", { name: "Menu", exact: true }).click();
  await page.getByRole("navigation", { name: "Main" }).getByText("Inputs", { exact: true }).waitFor();
};
const inputs =
  (...steps: Step[]): Scene["open"] =>
  async (page, world) => {
    await page.goto("/inputs");
    await page.getByRole("list", { name: "Items" }).waitFor();
    for (const step of steps) await step(page, new DatasetView(page), world);
  };
const openItem =
  (name: string | RegExp): Step =>
  async (page) => {
    // Not with two clicks: after the first, the bar of the selection may lie under the pointer.
    await tile(page, name).press("Enter");
    await page.getByRole("dialog", { name }).getByRole("region", { name: "Similar items" }).waitFor();
  };
const catalog: Step = async (page, view) => {
  await view.openCatalog();
  await page.getByRole("list", { name: "Snapshots" }).waitFor();
};
type Action = Parameters<DatasetView["catalog"]["choose"]>[1];
const snapshotDialog = (which: DatasetKey, snapshot: string, action: Action, title: string) =>
  onDataset(which, catalog, (_page, view) => view.catalog.choose(snapshot, action), dialog(title));
const fill =
  (role: "searchbox" | "combobox" | "textbox", name: string, text: string): Step =>
  async (page) => {
    await page.getByRole(role, { name }).fill(text);
    await page.getByRole(role, { name }).press("Enter");
  };

/** The task table cannot be read for a moment, as when the database is in trouble. */
async function brokenPage(page: Page, world: World): Promise<void> {
  await world.sql("REVOKE SELECT ON task FROM stillframe_app");
  try {
    await page.goto("/tasks");
    await heading("This page could not be shown")(page).waitFor();
  } finally {
    await world.sql("GRANT SELECT ON task TO stillframe_app");
  }
}

export const SCENES: readonly Scene[] = [
  // Before there is anything.
  { name: "set-up", as: "first visitor", open: at("/setup", heading("Create the first account")) },
  { name: "inventory-empty", as: "newcomer", open: at("/datasets", heading("Datasets")) },
  { name: "tasks-empty", as: "newcomer", open: at("/tasks", (page) => page.getByText("No tasks")) },
  { name: "settings-empty", as: "newcomer", open: at("/settings", heading("Settings")) },

  // Pages.
  { name: "sign-in", as: "nobody", open: at("/sign-in", (page) => page.getByRole("button", { name: "Sign in" })) },
  {
    name: "sign-in-refused",
    as: "nobody",
    writes: /status of 401/,
    open: async (page) => {
      await page.goto("/sign-in");
      await page.getByLabel("Email").fill("owner@stillframe.test");
      await page.getByLabel("Password").fill("not the password");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("alert").filter({ hasText: "wrong" }).waitFor();
    },
  },
  { name: "trash", open: at("/datasets?view=trash", heading("Trash")) },
  { name: "overview-empty", open: overviewOf("empty", "There is nothing to count") },
  { name: "inventory", open: at("/datasets", (page) => page.getByRole("link", { name: "Landscapes" })) },
  {
    name: "inventory-list",
    open: at("/datasets?layout=list", (page) => page.getByRole("row", { name: "Landscapes" })),
  },
  {
    name: "inventory-selection",
    open: async (page) => {
      await page.goto("/datasets?layout=cards");
      await page.getByRole("checkbox", { name: "Select Landscapes" }).check();
      await page.getByRole("region", { name: "Selection" }).waitFor();
    },
  },
  ...(["Export", "Delete"] as const).map((name) => ({
    name: `inventory-${name.toLowerCase()}-several`,
    open: async (page: Page) => {
      await page.goto("/datasets?layout=list");
      await page.getByRole("checkbox", { name: "Select all shown" }).check();
      await page.getByRole("region", { name: "Selection" }).getByRole("button", { name }).click();
      await page.getByRole("dialog").waitFor();
    },
  })),
  {
    name: "inventory-nothing-found",
    open: async (page) => {
      await page.goto("/datasets");
      await page.getByRole("searchbox", { name: "Search datasets" }).fill("nothing like it");
      await page.getByRole("link", { name: "Landscapes" }).waitFor({ state: "hidden" });
    },
  },
  {
    name: "new-dataset",
    open: async (page) => {
      await page.goto("/datasets");
      await page.getByRole("button", { name: "New dataset" }).click();
      await page.getByRole("dialog", { name: "New dataset" }).waitFor();
    },
  },
  { name: "tasks", open: at("/tasks", (page) => page.getByRole("table")) },
  {
    name: "task-details",
    open: async (page, world) => {
      await page.goto(`/tasks?dataset_id=${world.longNames}&task_status=FAILED`);
      await page.getByRole("button", { name: "Details" }).first().click();
    },
  },
  { name: "settings", open: at("/settings", (page) => page.getByRole("button", { name: /^Revoke / })) },
  {
    name: "api-reference",
    open: async (page) => {
      await page.goto("/docs/api");
      await page.getByRole("searchbox", { name: "Search operations" }).fill("snapshot");
      await page.getByRole("heading", { name: "Compare two versions" }).click();
      await page.getByRole("button", { name: "Copy the example: Compare two versions" }).waitFor();
    },
  },
  {
    name: "api-key-created",
    open: async (page, world) => {
      await page.goto("/settings");
      await page.getByRole("textbox", { name: "Name of the new key" }).fill("Another script");
      await page.getByRole("button", { name: "Create key" }).click();
      await page.getByRole("dialog", { name: "API key created" }).waitFor();
      return async () => {
        const keys = await world.api.json<{ api_key: string; name: string }[]>("get", "/api-keys");
        for (const key of keys)
          if (key.name === "Another script") await world.api.json("delete", `/api-keys/${key.api_key}`);
      };
    },
  },
  {
    name: "api-key-revoke",
    open: async (page) => {
      await page.goto("/settings");
      await page.getByRole("button", { name: "Revoke Training script" }).click();
      await page.getByRole("dialog", { name: "Revoke API key" }).waitFor();
    },
  },
  {
    name: "account-menu",
    open: async (page) => {
      await page.goto("/settings");
      await page.getByRole("button", { name: /^Account of/ }).click();
      await page.getByRole("menu").waitFor();
    },
  },
  {
    name: "not-found",
    writes: /status of 404/,
    open: at("/datasets/00000000-0000-4000-8000-000000000000", heading("Not found")),
  },
  { name: "error", writes: /status of 500|React error #441/, open: brokenPage },

  // A dataset.
  { name: "dataset", open: onDataset("landscapes") },
  { name: "dataset-viewer", as: "viewer", open: onDataset("landscapes") },
  { name: "dataset-long-names", open: onDataset("longNames") },
  { name: "dataset-emoji", open: onDataset("emoji") },
  { name: "dataset-arabic", open: onDataset("arabic") },
  { name: "dataset-empty", open: onDataset("empty") },
  {
    name: "dataset-nothing-found",
    open: onDataset("landscapes", fill("combobox", "Search items", "tag:none"), (page) =>
      page.getByRole("button", { name: "Show all items" }).waitFor(),
    ),
  },
  {
    name: "dataset-search-mistake",
    open: onDataset("landscapes", fill("combobox", "Search items", "image colour:red"), (page) =>
      page.getByRole("alert").filter({ hasText: "cannot be searched" }).waitFor(),
    ),
  },
  {
    name: "dataset-suggestions",
    open: onDataset(
      "landscapes",
      (page) => page.getByRole("combobox", { name: "Search items" }).pressSequentially("tag:"),
      (page) => page.getByRole("listbox", { name: "Suggestions" }).waitFor(),
    ),
  },
  {
    name: "dataset-filtered",
    open: onDataset("landscapes", fill("combobox", "Search items", "(tag:night OR tag:fog) -label:sea"), (page) =>
      page.getByRole("list", { name: "Active filters" }).waitFor(),
    ),
  },
  {
    name: "dataset-filters",
    open: onDataset("longNames", async (page) => {
      // Beside the grid where there is room, else behind a button.
      const button = page.getByRole("button", { name: "Filters", exact: true });
      if (await button.isVisible()) await button.click();
    }),
  },
  {
    name: "dataset-clusters",
    open: onDataset("landscapes", click("Group by cluster"), (page) =>
      page
        .getByRole("button", { name: /^Cluster \d+/ })
        .first()
        .waitFor(),
    ),
  },
  {
    name: "dataset-old-version",
    open: onDataset(
      "landscapes",
      catalog,
      async (_page, view) =>
        (await view.catalog.openMenu("First labels")).getByRole("menuitem", { name: "Browse" }).click(),
      (page) => page.getByRole("button", { name: "Back to the current data" }).waitFor(),
    ),
  },

  {
    name: "compare",
    open: (page, world) =>
      at(`/datasets/${world.landscapes}/compare`, () => page.getByRole("group", { name: "What changed" }))(page, world),
  },
  {
    name: "compare-versions",
    open: onDataset("longNames", catalog, async (page) => {
      await page
        .getByRole("button", { name: /^Actions for / })
        .last()
        .click();
      await page.getByRole("menuitem", { name: "Compare" }).click();
      await page.getByRole("group", { name: "What changed" }).waitFor();
    }),
  },

  // Its dialogs.
  { name: "add-media", open: onDataset("landscapes", ...headerDialog("Add media")) },
  { name: "re-index", open: onDataset("landscapes", ...processDialog("Re-index")) },
  { name: "enrich", open: onDataset("landscapes", ...processDialog("Enrich")) },
  { name: "propagate-labels", open: onDataset("landscapes", ...processDialog("Propagate labels")) },
  { name: "import-annotations", open: onDataset("landscapes", ...processDialog("Import annotations")) },
  { name: "import-metadata", open: onDataset("landscapes", ...processDialog("Import metadata")) },
  {
    name: "import-metadata-columns",
    open: onDataset("landscapes", ...processDialog("Import metadata"), async (page) => {
      const table = "file,weather,a_column_with_a_rather_long_name,seen\nlandscape-0001.jpg,rain;fog,12.5,2026-03-01\n";
      await page
        .getByRole("dialog")
        .getByLabel("Table")
        .setInputFiles({ name: "delivery.csv", mimeType: "text/csv", buffer: Buffer.from(table) });
      await page.getByLabel("Type of weather").waitFor();
    }),
  },
  { name: "share", open: onDataset("landscapes", ...headerDialog("Share")) },
  { name: "delete-dataset", open: onDataset("longNames", ...rareDialog("Delete Dataset", "Delete dataset")) },
  { name: "export", open: onDataset("landscapes", ...rareDialog("Export"), exported) },
  {
    name: "export-losses",
    open: onDataset("longNames", ...rareDialog("Export"), exported, async (page) => {
      await page.getByRole("radio", { name: "YOLO" }).click();
      await page.getByRole("list", { name: "Not in the file" }).waitFor();
    }),
  },
  {
    name: "export-found",
    open: onDataset(
      "landscapes",
      fill("combobox", "Search items", "tag:night"),
      (page) => page.getByRole("list", { name: "Active filters" }).waitFor(),
      ...rareDialog("Export"),
      exported,
      (page) => page.getByRole("checkbox", { name: /^Only what is found/ }).click(),
    ),
  },
  { name: "assign-splits", open: onDataset("landscapes", ...processDialog("Assign splits"), shares) },
  { name: "assign-splits-long-names", open: onDataset("longNames", ...processDialog("Assign splits"), shares) },
  { name: "task-tray", open: onDataset("longNames", ...headerDialog("Tasks", "Tasks of this dataset")) },
  { name: "saved-views", open: onDataset("landscapes", ...headerDialog("Saved views")) },
  { name: "process-menu", open: onDataset("landscapes", click("Process"), menu) },
  { name: "rare-menu", open: onDataset("landscapes", (_page, view) => view.openMore(), menu) },
  { name: "version", open: onDataset("landscapes", (_page, view) => view.version.click(), dialog("Selected Version")) },
  {
    name: "activity",
    open: onDataset("landscapes", (page) => page.getByRole("link", { name: "Activity", exact: true }).click()),
  },
  {
    name: "take-back",
    open: onDataset(
      "landscapes",
      (page) => page.getByRole("link", { name: "Activity", exact: true }).click(),
      (page) =>
        page
          .getByRole("button", { name: /^Take back: tagged/ })
          .first()
          .click(),
    ),
  },
  { name: "overview", open: onDataset("landscapes", (page) => page.getByRole("link", { name: "Overview" }).click()) },
  { name: "notes", open: onDataset("landscapes", ...rareDialog("Edit notes", "Notes")) },
  { name: "clone-dataset", open: onDataset("landscapes", ...rareDialog("Clone", "Clone dataset")) },
  { name: "look-menu", open: onDataset("landscapes", click("Look of the tiles"), menu) },
  {
    name: "search-by-image",
    open: onDataset("landscapes", ...headerDialog("Search by image"), async (page) => {
      await page
        .getByLabel("Image to look for")
        .setInputFiles({ name: "mine.jpg", mimeType: "image/jpeg", buffer: await drawnImage(3) });
      await likenessOfImage(page).waitFor();
    }),
  },
  {
    name: "key-sheet",
    open: onDataset("landscapes", (page) => page.keyboard.press("?"), dialog("Keyboard shortcuts")),
  },
  { name: "command-palette", open: onDataset("landscapes", ...headerDialog("Commands")) },

  // A selection.
  { name: "selection", open: onDataset("landscapes", select) },
  { name: "selection-more", open: onDataset("landscapes", ...more, (page) => page.getByRole("menu").waitFor()) },
  { name: "selection-viewer", as: "viewer", open: onDataset("landscapes", select) },
  { name: "tag", open: onDataset("longNames", ...selectionDialog("Tag", /^Tag /)) },
  { name: "unlabel", open: onDataset("longNames", ...selectionDialog("Unlabel", /^Unlabel /)) },
  { name: "delete-items", open: onDataset("landscapes", ...selectionDialog("Delete", /^Delete items$/)) },
  {
    name: "edit-metadata",
    open: onDataset("longNames", ...more, click("Edit metadata", "menuitem"), dialog(/^Edit metadata of/)),
  },
  {
    name: "set-split",
    open: onDataset("longNames", ...more, click("Set split", "menuitem"), dialog(/^Set the split of/)),
  },
  { name: "dataset-window-add", open: onDataset("landscapes", ...datasetWindow, destination) },
  { name: "dataset-window-new", open: onDataset("landscapes", ...datasetWindow, click("New dataset")) },
  { name: "dataset-window-similar", open: onDataset("landscapes", ...datasetWindow, destination, lookAlikes) },
  { name: "dataset-window-remove", open: onDataset("landscapes", ...datasetWindow, radio("Remove")) },
  {
    name: "merge-dataset",
    open: onDataset(
      "empty",
      (_page, view) => view.process("Merge another dataset in…"),
      dialog("Merge another dataset in"),
      destination,
    ),
  },
  { name: "sidebar-wide", open: onDataset("landscapes", wideSidebar) },

  // Of all datasets.
  { name: "inputs", open: inputs() },
  { name: "inputs-viewer", as: "viewer", open: inputs() },
  { name: "inputs-nothing", open: at("/inputs?q=tag%3Anothing", heading("Nothing matches")) },
  {
    name: "inputs-dataset-window",
    open: inputs((page) => tile(page, FIRST).first().click(), ...openDatasetWindow),
  },
  {
    name: "find-similar",
    open: onDataset("landscapes", ...more, click("Find similar", "menuitem"), likeness),
  },

  // An item.
  { name: "item", open: onDataset("landscapes", openItem("landscape-0003.jpg")) },
  { name: "item-viewer", as: "viewer", open: onDataset("landscapes", openItem("landscape-0003.jpg")) },
  { name: "item-objects", open: onDataset("longNames", openItem("image-1.jpg")) },
  { name: "item-long-name", open: onDataset("longNames", openItem(/^photo-of/)) },
  { name: "item-video", open: onDataset("longNames", openItem("clip.webm")) },
  { name: "item-editing-objects", open: onDataset("longNames", openItem("image-1.jpg"), click("Edit objects")) },
  { name: "item-editing-caption", open: onDataset("longNames", openItem("image-1.jpg"), click("Edit caption")) },
  { name: "item-editing-metadata", open: onDataset("longNames", openItem("image-1.jpg"), click("Edit metadata")) },
  {
    name: "item-history",
    open: onDataset("longNames", openItem("image-1.jpg"), async (page) => {
      await page.getByText("History", { exact: true }).click();
      const last = page.getByRole("list", { name: "History" }).getByRole("listitem").last();
      await last.waitFor();
      await last.scrollIntoViewIfNeeded();
    }),
  },

  // The Snapshot Catalog.
  { name: "catalog", open: onDataset("landscapes", catalog) },
  { name: "catalog-viewer", as: "viewer", open: onDataset("landscapes", catalog) },
  { name: "catalog-long-names", open: onDataset("longNames", catalog) },
  { name: "catalog-empty", open: onDataset("empty", (_page, view) => view.openCatalog()) },
  {
    name: "catalog-nothing-found",
    open: onDataset("landscapes", catalog, fill("searchbox", "Search snapshots", "nothing like it"), (page) =>
      page.getByText("No snapshot matches").waitFor(),
    ),
  },
  {
    name: "snapshot-menu",
    open: onDataset("landscapes", catalog, (_page, view) => view.catalog.openMenu("First labels")),
  },
  {
    name: "snapshot-create",
    open: onDataset("landscapes", catalog, ...headerDialog("Create a snapshot", "Create Snapshot")),
  },
  { name: "snapshot-edit", open: snapshotDialog("longNames", LONG_SNAPSHOT, "Edit", "Update Snapshot") },
  { name: "snapshot-clone", open: snapshotDialog("longNames", LONG_SNAPSHOT, "Clone", "Clone Snapshot") },
  { name: "snapshot-restore", open: snapshotDialog("landscapes", "First labels", "Restore", "Restore Snapshot") },
  {
    name: "snapshot-restore-long-name",
    open: snapshotDialog("longNames", LONG_SNAPSHOT, "Restore", "Restore Snapshot"),
  },
  { name: "snapshot-remove", open: snapshotDialog("longNames", EMOJI_NAME, "Remove", "Remove Snapshot") },
  { name: "snapshot-discard", open: snapshotDialog("longNames", ARABIC_NAME, "Discard changes", "Discard changes") },
];
