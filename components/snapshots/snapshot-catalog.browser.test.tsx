import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { expectInReach, expectNoSidewaysScroll, expectTouchable, WIDTHS, withTouch } from "@/components/testing/fit";
import { render } from "@/components/testing/render";
import {
  appliedModelWith,
  comparisonWith,
  datasetWith,
  entryWith,
  ODD_NAMES,
  taskWith,
} from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import type { DatasetDto } from "@/lib/datasets/schema";
import { keys } from "@/lib/query-keys";
import { restorePreviewQuery } from "@/lib/snapshots/queries";
import type { CatalogEntryDto } from "@/lib/snapshots/schema";
import { CloneSnapshotDialog } from "./clone-snapshot-dialog";
import { EditSnapshotDialog } from "./edit-snapshot-dialog";
import { RemoveSnapshotDialog } from "./remove-snapshot-dialog";
import { RestoreSnapshotDialog } from "./restore-snapshot-dialog";
import { SnapshotCatalog } from "./snapshot-catalog";

function EventListener({ name, listener }: { readonly name: string; readonly listener: () => void }) {
  useEffect(() => {
    window.addEventListener(name, listener);
    return () => window.removeEventListener(name, listener);
  });
  return null;
}

const dataset = datasetWith();
const CURRENT = entryWith({ is_current: true, changes_since: 49 });
const url = `GET /dataset/${dataset.id}/snapshot`;

const OLDER = "52222222-2222-4222-8222-222222222222";
const listing = (...items: CatalogEntryDto[]) =>
  server.on(url, () => ({ items, next_cursor: null, total: items.length }));
const open = (shown: DatasetDto = dataset) =>
  render(<SnapshotCatalog dataset={shown} onClose={() => undefined} onBrowse={() => undefined} />);

beforeEach(() => {
  server.on(`${url}/${CURRENT.snapshot_id}/size`, () => ({ frees_bytes: 12 * 1024 * 1024 }));
  server.on(`${url}/${CURRENT.snapshot_id}/compare/head`, () =>
    comparisonWith({ added: 4, changed: 45, by_kind: { tags: 33, labels: 12 } }),
  );
});

describe.each(WIDTHS)("at %d px", (width) => {
  beforeEach(() => page.viewport(width, 800));

  it.each(ODD_NAMES)("an entry's menu stays in reach whatever its name: %s", async (snapshot_name) => {
    listing({
      ...CURRENT,
      enrichment_models: [appliedModelWith({ name: snapshot_name, applied_by: "o".repeat(255) })],
      snapshot_name,
      description: snapshot_name,
      created_by: `${"o".repeat(200)}@stillframe.test`,
    });
    await open();
    const menu = page.getByRole("button", { name: `Actions for ${snapshot_name}` });
    await expect.element(menu).toBeInViewport();
    await expectInReach(menu);
    await page.getByText("Enriched with").click();
    await expect.element(page.getByText(/^all 60 items/)).toBeVisible();
    expectNoSidewaysScroll(page.getByRole("region", { name: "Snapshots" }).element());
    expectNoSidewaysScroll(page.getByRole("dialog").element());
  });

  it.each(
    [
      ["Restore", RestoreSnapshotDialog, "Yes"],
      ["Clone", CloneSnapshotDialog, "Yes"],
      ["Remove", RemoveSnapshotDialog, "Yes"],
      ["Edit", EditSnapshotDialog, "Update"],
    ].flatMap(([title, Dialog, answer]) => ODD_NAMES.map((name) => [title, name, Dialog, answer] as const)) as [
      string,
      string,
      typeof RestoreSnapshotDialog,
      string,
    ][],
  )("%s can be answered whatever the names: %s", async (_, name, Dialog, answer) => {
    await render(
      <Dialog
        dataset={datasetWith({ display_name: name })}
        entry={{ ...CURRENT, snapshot_name: name, description: name }}
        onClose={() => undefined}
      />,
    );
    const button = page.getByRole("button", { name: answer });
    await expect.element(button).toBeInViewport();
    await expectInReach(button);
    expectNoSidewaysScroll(page.getByRole("dialog").element());
  });
});

describe("the catalog", () => {
  it("tells of what kind the changes since the Current Version are", async () => {
    listing(CURRENT, entryWith({ snapshot_id: "52222222-2222-4222-8222-222222222222", snapshot_name: "Older" }));
    await open();
    const entry = page.getByRole("listitem").filter({ hasText: "Current Version" });
    await expect.element(entry.getByText("49 changes since", { exact: true })).toBeVisible();
    await expect.element(entry).toHaveTextContent("Tags changed on 33 items, labels on 12; 4 items added");
    await expect.element(page.getByRole("listitem").filter({ hasText: "Older" })).not.toHaveTextContent("changed on");
  });

  it("names the models that enriched a version, and tells of each on demand", async () => {
    const names = ["Colour and composition", "Camera data", "CLIP", "CLIP", "ViT"];
    const enrichment_models = names.map((name, at) =>
      appliedModelWith({
        name,
        model_id: `m${at}`,
        items: 60 - at,
        ...(at === 2 ? { options: { vocabulary: ["rain"] } } : {}),
      }),
    );
    listing(
      entryWith({ enrichment_models }),
      entryWith({ snapshot_id: "52222222-2222-4222-8222-222222222222", snapshot_name: "Plain" }),
    );
    await open();
    const entry = page.getByRole("listitem", { name: "First" });
    const line = entry.getByText("Enriched with Colour and composition, Camera data, CLIP and 1 more");
    await expect.element(line).toBeVisible();
    await expect.element(entry.getByText(/58 of 60 items/)).not.toBeVisible();
    await line.click();
    await expect.element(entry.getByText(/58 of 60 items/)).toHaveTextContent(/version 1 · words: rain · Nov 3, 2026/);
    await expect.element(page.getByRole("listitem", { name: "Plain" })).not.toHaveTextContent("Enriched");
    // What is told of models is no entry of the list.
    expect(page.getByRole("listitem").elements()).toHaveLength(2);
  });

  it("tells of models and classes where no item differs, and lets go of those, too", async () => {
    server.on(`${url}/${CURRENT.snapshot_id}/compare/head`, () =>
      comparisonWith({ models: { added: [appliedModelWith({ name: "CLIP" })], removed: [], changed: [] } }),
    );
    listing({ ...CURRENT, changes_since: 0 });
    await open();
    await expect.element(page.getByRole("listitem")).toHaveTextContent("Enriched with CLIP");
    await page.getByRole("button", { name: /^Actions for/ }).click();
    await page.getByRole("menuitem", { name: "Discard changes" }).click();
    await expect
      .element(page.getByRole("dialog", { name: "Discard changes" }))
      .toHaveTextContent("The enrichment with CLIP will go.");
    await expect.element(page.getByText("Nothing is lost.")).not.toBeInTheDocument();
  });

  it("comes with them, so that nothing moves when they are known", async () => {
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    const asked = vi.fn();
    server.on(`${url}/${CURRENT.snapshot_id}/compare/head`, async () => {
      asked();
      await held;
      return comparisonWith({ added: 4, changed: 45, by_kind: { tags: 33, labels: 12 } });
    });
    listing(CURRENT, entryWith({ snapshot_id: "52222222-2222-4222-8222-222222222222", snapshot_name: "Earlier" }));
    await open();
    await expect.poll(() => asked.mock.calls.length).toBe(1);
    const earlier = page.getByRole("listitem", { name: "Earlier" });
    expect(earlier.elements()).toEqual([]);
    answer();
    await expect.element(earlier).toBeVisible();
    await expect.element(page.getByText(/^Tags changed on 33 items/)).toBeVisible();
  });

  it("keeps an open menu while it, or the page, compares anew", async () => {
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    server.on(`${url}/${CURRENT.snapshot_id}/compare/head`, async () => {
      await held;
      return comparisonWith({ added: 4, changed: 45, by_kind: { tags: 33, labels: 12 } });
    });
    const same = { ...CURRENT, changes_since: 0, can: { ...CURRENT.can, discard: "Nothing changed since." } };
    listing(same);
    function PageThatCompares() {
      const [compares, setCompares] = useState(false);
      const client = useQueryClient();
      useQuery({ ...restorePreviewQuery(dataset.id, CURRENT.snapshot_id), enabled: compares });
      const edited = async () => {
        setCompares(true);
        listing(CURRENT);
        await client.invalidateQueries({ queryKey: keys.snapshotPages(dataset.id, "") });
      };
      return (
        <>
          <SnapshotCatalog dataset={dataset} onClose={() => undefined} onBrowse={() => undefined} />
          <EventListener name="edited" listener={() => void edited()} />
        </>
      );
    }
    await render(<PageThatCompares />);
    await page.getByRole("button", { name: /^Actions for/ }).click();
    const clone = page.getByRole("menuitem", { name: "Clone" });
    await expect.element(clone).toBeVisible();
    window.dispatchEvent(new Event("edited"));
    await expect.element(page.getByText("49 changes since", { exact: true })).toBeVisible();
    await expect.element(clone).toBeVisible();
    answer();
    await expect.element(page.getByText(/^Tags changed on 33 items/)).toBeVisible();
    await expect.element(clone).toBeVisible();
  });

  it("does without them where they cannot be read", async () => {
    server.on(`${url}/${CURRENT.snapshot_id}/compare/head`, () => {
      throw new Error("A part of this version is damaged");
    });
    listing(CURRENT);
    await open();
    await expect.element(page.getByText("49 changes since", { exact: true })).toBeVisible();
  });

  it("tells the kinds before changes are discarded, and begins on the way out", async () => {
    await render(<RestoreSnapshotDialog dataset={dataset} entry={CURRENT} onClose={() => undefined} />);
    await expect
      .element(page.getByRole("dialog", { name: "Discard changes" }))
      .toHaveTextContent("4 items will go; 45 items will get their earlier tags (33) and labels (12).");
    await expect.element(page.getByRole("button", { name: "Cancel" })).toHaveFocus();
  });

  it("asks for everything with nothing but what the action knows: it takes no other field", async () => {
    await render(
      <RestoreSnapshotDialog dataset={dataset} entry={{ ...CURRENT, is_current: false }} onClose={() => undefined} />,
    );
    await expect.element(page.getByRole("radio", { name: "Everything" })).toBeChecked();
    const fields = new FormData(page.getByRole("button", { name: "Yes" }).element().closest("form")!);
    expect([...fields.keys()].sort()).toEqual(["dataset_id", "snapshot_id"]);
  });

  it("restores only what is chosen, with how many items each differs on", async () => {
    const bodies: unknown[] = [];
    const onClose = vi.fn();
    server.on(`POST /dataset/${dataset.id}/snapshot/${CURRENT.snapshot_id}/restore`, ({ body }) => {
      bodies.push(body);
      return server.accepted("t1");
    });
    server.on("GET /tasks/t1", () => taskWith({ task_id: "t1" }));
    await render(
      <RestoreSnapshotDialog dataset={dataset} entry={{ ...CURRENT, is_current: false }} onClose={onClose} />,
    );
    const dialog = page.getByRole("dialog", { name: "Restore Snapshot" });
    await expect.element(dialog.getByRole("radio", { name: "Everything" })).toBeChecked();
    await expect.element(dialog).toHaveTextContent("All current data is replaced with the saved state.");
    await dialog.getByRole("radio", { name: "Only a part" }).click();
    await expect.element(page.getByRole("button", { name: "Yes" })).toBeDisabled();
    await dialog.getByRole("checkbox", { name: "Tags (33)" }).click();
    await dialog.getByRole("checkbox", { name: "Deleted items (0)" }).click();
    await expect.element(dialog).toHaveTextContent("Items added since stay");
    await page.getByRole("button", { name: "Yes" }).click();
    await expect.poll(() => onClose.mock.calls.length).toBe(1);
    expect(bodies).toEqual([{ only: ["tags", "deleted_items"] }]);
  });

  it("restores only the items that were selected", async () => {
    const bodies: unknown[] = [];
    server.on(`POST /dataset/${dataset.id}/snapshot/${CURRENT.snapshot_id}/restore`, ({ body }) => {
      bodies.push(body);
      return server.accepted("t1");
    });
    server.on("GET /tasks/t1", () => taskWith({ task_id: "t1" }));
    const selected = { request: { item_numbers: [[3, 4]] as const }, count: 2 };
    await render(
      <RestoreSnapshotDialog dataset={dataset} entry={CURRENT} selected={selected} onClose={() => undefined} />,
    );
    await expect.element(page.getByText("Only these 2 items")).toBeVisible();
    await page.getByRole("button", { name: "Yes" }).click();
    await expect.poll(() => bodies).toEqual([{ item_numbers: [[3, 4]] }]);
  });

  it("says why no snapshot can be created, and leads out of it", async () => {
    listing(CURRENT);
    server.on(`GET /dataset/${dataset.id}`, () => dataset);
    server.on(`GET /enrichment/${dataset.id}/list_models`, () => []);
    const reason = "Snapshots can be created once every item is indexed: re-index first.";
    await open(datasetWith({ status: "PARTIAL_INDEX", n_unindexed: 16, can: { snapshot_create: reason } }));
    await expect.element(page.getByRole("button", { name: "Create a snapshot" })).toBeDisabled();
    await expect.element(page.getByText(`16 items aren't indexed yet. ${reason}`)).toBeVisible();
    await page.getByRole("button", { name: "Re-index now" }).click();
    await expect.element(page.getByRole("dialog", { name: "Re-index" })).toBeVisible();
  });

  it("tells how far the task is that closes it", async () => {
    listing(CURRENT);
    await open(
      datasetWith({
        status: "READ_ONLY",
        can: { snapshot_create: "Media is being added. Snapshots unlock when it is done." },
        active_task: {
          task_id: "71111111-1111-4111-8111-111111111111",
          task_type: "MEDIA_ADDITION",
          progress_percentage: 27,
          status_message: "Read 16 of 60 files",
        },
      }),
    );
    await expect.element(page.getByText("Media is being added. Snapshots unlock when it is done.")).toBeVisible();
    await expect.element(page.getByText("Read 16 of 60 files")).toBeVisible();
    await expect.element(page.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "27");
  });

  it("says what to do where there is nothing to keep yet", async () => {
    listing();
    await open(
      datasetWith({
        status: "DRAFT",
        n_images: 0,
        can: { snapshot_create: "Add media first: this dataset is a draft.", media_addition: "Not yet." },
      }),
    );
    await expect.element(page.getByText(/^Add media first\. The first snapshot is made by itself/)).toBeVisible();
    await page.getByRole("button", { name: "Add media" }).click();
    await expect.element(page.getByRole("dialog", { name: "Add media" })).toBeVisible();
  });

  it("says why it could not be read, and reads it when one tries again", async () => {
    const answer = vi.fn((): unknown => {
      throw new Error("The database cannot be reached right now.");
    });
    server.on(url, answer);
    await open();
    await expect.element(page.getByRole("alert")).toHaveTextContent("The database cannot be reached right now.");
    listing(CURRENT);
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.element(page.getByRole("heading", { name: "First" })).toBeVisible();
  });

  it("tells what keeps an entry, and why that cannot be removed", async () => {
    const refused = "This snapshot is protected. An owner can switch that off with Edit.";
    listing(
      CURRENT,
      entryWith({
        snapshot_id: OLDER,
        snapshot_name: "Older",
        pinned: true,
        protected: true,
        aliases: ["best", "production"],
        training_model_id: OLDER,
        can: { ...CURRENT.can, remove: refused },
      }),
    );
    await open();
    const entry = page.getByRole("listitem", { name: "Older" });
    for (const badge of ["Pinned", "Protected", "best", "production", "Trained on"])
      await expect.element(entry.getByText(badge, { exact: true })).toBeVisible();
    await expect.element(page.getByRole("listitem", { name: "First" })).not.toHaveTextContent("Pinned");
    await entry.getByRole("button", { name: "Actions for Older" }).click();
    await expect.element(page.getByRole("menuitem", { name: "Copy alias production" })).toBeVisible();
    await expect.element(page.getByRole("menuitem", { name: "Remove" })).toHaveAttribute("aria-disabled", "true");
    await expect.element(page.getByText(refused)).toBeVisible();
  });

  it.each([
    [false, "Pin", "Snapshot pinned"],
    [true, "Unpin", "Snapshot unpinned"],
  ])("pinned: %s, offers %s", async (pinned, label, told) => {
    const entry = entryWith({ pinned });
    listing(entry);
    const sent = vi.fn();
    server.on(`PATCH /dataset/${dataset.id}/snapshot/${entry.snapshot_id}`, ({ body }) => {
      sent(body);
      listing({ ...entry, pinned: !pinned });
      return { ...entry, pinned: !pinned };
    });
    await open();
    await page.getByRole("button", { name: /^Actions for/ }).click();
    await page.getByRole("menuitem", { name: label, exact: true }).click();
    await expect.element(page.getByText(told)).toBeVisible();
    expect(sent.mock.calls).toEqual([[{ pinned: !pinned }]]);
    const badge = page.getByRole("listitem", { name: "First" }).getByText("Pinned", { exact: true });
    if (pinned) await expect.element(badge).not.toBeInTheDocument();
    else await expect.element(badge).toBeVisible();
  });

  it("says what is wrong with an alias, and sends what keeps an entry", async () => {
    const sent = vi.fn(() => server.done(null));
    server.action("updateSnapshotAction", sent);
    const onClose = vi.fn();
    await render(<EditSnapshotDialog dataset={dataset} entry={{ ...CURRENT, aliases: ["best"] }} onClose={onClose} />);
    const aliases = page.getByRole("textbox", { name: "Aliases" });
    await expect.element(aliases).toHaveValue("best");
    await aliases.fill("best, current");
    await page.getByRole("button", { name: "Update" }).click();
    await expect.element(page.getByText("“current” has a meaning of its own; choose another alias")).toBeVisible();
    await aliases.fill("best, Production");
    await page.getByRole("checkbox", { name: /^Protect/ }).click();
    await page.getByRole("button", { name: "Update" }).click();
    await expect.poll(() => onClose.mock.calls.length).toBe(1);
    expect(sent.mock.calls).toEqual([
      [expect.objectContaining({ aliases: "best, Production", pinned: "false", protected: "true" })],
    ]);
  });

  it("lets only owners protect", async () => {
    const reason = "This needs the Owner role on the dataset; yours is Editor";
    await render(
      <EditSnapshotDialog
        dataset={datasetWith({ can: { snapshot_protect: reason } })}
        entry={CURRENT}
        onClose={() => undefined}
      />,
    );
    await expect.element(page.getByRole("checkbox", { name: /^Pin/ })).toBeVisible();
    await expect.element(page.getByRole("checkbox", { name: /^Protect/ })).not.toBeInTheDocument();
  });

  it("says what removing frees, and takes it back", async () => {
    const [removed, undone] = [vi.fn(() => server.done(null)), vi.fn(() => new Response(null))];
    server.action("removeSnapshotAction", removed);
    server.on(`POST /dataset/${dataset.id}/snapshot/${CURRENT.snapshot_id}/undelete`, undone);
    function UntilItCloses() {
      const [isOpen, setOpen] = useState(true);
      return isOpen ? <RemoveSnapshotDialog dataset={dataset} entry={CURRENT} onClose={() => setOpen(false)} /> : null;
    }
    await render(<UntilItCloses />);
    const dialog = page.getByRole("dialog", { name: "Remove Snapshot" });
    await expect.element(dialog).toHaveTextContent("Only it holds 12 MB; that is free 30 days after.");
    await page.getByRole("button", { name: "Yes" }).click();
    await expect.poll(() => removed.mock.calls.length).toBe(1);
    await expect.element(dialog).not.toBeInTheDocument();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.element(page.getByText("Snapshot is back")).toBeVisible();
    expect(undone.mock.calls.length).toBe(1);
  });

  it("is used with fingers", async () => {
    await page.viewport(390, 800);
    listing(CURRENT, entryWith({ snapshot_id: "52222222-2222-4222-8222-222222222222", reason: "auto" }));
    await withTouch(async () => {
      await open();
      const menu = page.getByRole("button", { name: /^Actions for/ }).first();
      await expectInReach(menu);
      expectTouchable(page.getByRole("button"));
      expectTouchable(page.getByRole("searchbox"));
      await menu.click();
      await expectInReach(page.getByRole("menuitem").first());
      expectTouchable(page.getByRole("menuitem"));
    });
  });
});
