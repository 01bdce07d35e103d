import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures";

async function settled(page: Page): Promise<void> {
  // Transitions are over when nothing is animated any more; half-faded text has no fair contrast.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((animation) => animation.effect?.getTiming().iterations !== Infinity)
        .map((animation) => animation.finished.catch(() => undefined)),
    ),
  );
}

/** No finding in the parts that one works in. */
async function checkParts(page: Page, what: string): Promise<void> {
  await settled(page);
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .include('section[aria-label="Items"]')
    .include('aside[aria-label="Filters"]')
    .analyze();
  expect(
    violations.map(({ id, nodes }) => `${what}: ${id} ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`),
  ).toEqual([]);
}

async function check(page: Page, what: string): Promise<void> {
  await settled(page);
  // There are no frames, so the page need not be put together in another one.
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  // An open menu lies at the end of the body, beside the landmarks, as its pattern has it: above drawers and dialogs too.
  if ((await page.getByRole("menu").count()) > 0) axe.disableRules("region");
  const { violations } = await axe.analyze();
  expect(
    violations.map(({ id, nodes }) => `${what}: ${id} ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`),
  ).toEqual([]);
}

for (const scheme of ["light", "dark"] as const)
  test.describe(`no finding, ${scheme}:`, () => {
    test.beforeEach(({ ownerPage }) => ownerPage.emulateMedia({ colorScheme: scheme }));

    test("the pages", async ({ ownerPage: page, api, dataset, page: signedOut }) => {
      await signedOut.emulateMedia({ colorScheme: scheme });
      await signedOut.goto("/sign-in");
      await check(signedOut, "sign-in");

      await page.goto("/datasets");
      await expect(page.getByRole("link", { name: dataset.name })).toBeVisible();
      await check(page, "inventory");
      await page.getByRole("button", { name: "List", exact: true }).click();
      await page.getByRole("checkbox", { name: "Select all shown" }).check();
      await expect(page.getByRole("region", { name: "Selection" })).toBeVisible();
      await check(page, "inventory as a list");
      for (const name of ["Export", "Delete"]) {
        await page.getByRole("region", { name: "Selection" }).getByRole("button", { name }).click();
        await expect(page.getByRole("dialog")).toBeVisible();
        await check(page, `${name} several`);
        await page.keyboard.press("Escape");
      }
      await page.getByRole("button", { name: "Cards", exact: true }).click();
      await page.getByRole("button", { name: "New dataset" }).click();
      await check(page, "new dataset");
      await page.keyboard.press("Escape");
      await page.goto("/inputs");
      await expect(page.getByRole("button", { name: "image-1.jpg", exact: true }).first()).toBeVisible();
      await expect(page.getByRole("region", { name: "Datasets" })).toBeVisible();
      await check(page, "inputs");
      await api.tag(dataset.id, [(await api.items(dataset.id))[0]!.media_id], "compared");
      await page.goto(`/datasets/${dataset.id}/compare`);
      await expect(page.getByRole("region", { name: "Tags" })).toBeVisible();
      await check(page, "comparison");
      await page.getByRole("list", { name: "Items that differ" }).getByRole("button").click();
      await expect(page.getByRole("dialog", { name: "image-1.jpg" })).toBeVisible();
      await check(page, "one item of a comparison");
      await page.goto("/settings");
      await check(page, "settings");
      await page.goto("/docs/api");
      await page.getByRole("heading", { name: "Change a dataset" }).click();
      await check(page, "API reference");
      await page.goto("/tasks");
      await expect(page.getByRole("table")).toBeVisible();
      await page.getByRole("button", { name: "Details" }).first().click();
      await check(page, "tasks");
    });

    test("a dataset and its dialogs", async ({ view, ownerPage: page }) => {
      await expect(view.tile("image-1.jpg")).toBeVisible();
      await check(page, "dataset");
      const checkDialog = async (name: string) => {
        await expect(page.getByRole("dialog")).toBeVisible();
        await check(page, name);
        await page.keyboard.press("Escape");
        await expect(page.getByRole("dialog")).toBeHidden();
      };
      for (const name of ["Add media", "Share", "Search by image", "Tasks"]) {
        await page.getByRole("button", { name, exact: true }).click();
        await checkDialog(String(name));
      }
      await view.version.click();
      await checkDialog("Selected Version");
      for (const name of ["Clone", "Edit notes"]) {
        await (await view.openMore()).getByRole("menuitem", { name }).click();
        await checkDialog(name);
      }
      for (const name of [
        "Enrich",
        "Propagate labels",
        "Import metadata",
        "Re-index",
        "Merge another dataset in…",
        "Assign splits",
      ] as const) {
        await view.process(name);
        await checkDialog(name);
      }
      await (await view.openMore()).getByRole("menuitem", { name: "Delete Dataset" }).click();
      await checkDialog("Delete dataset");
      for (const name of ["Process", "More about this dataset", /^Account of /, "Look of the tiles"]) {
        await page.getByRole("button", { name, exact: true }).click();
        await expect(page.getByRole("menu")).toBeVisible();
        await check(page, `the menu ${String(name)}`);
        await page.keyboard.press("Escape");
        await expect(page.getByRole("menu")).toBeHidden();
      }
      await view.process("Import metadata");
      await page
        .getByRole("dialog")
        .getByLabel("Table")
        .setInputFiles({
          name: "a.csv",
          mimeType: "text/csv",
          buffer: Buffer.from("file,weather\nimage-1.jpg,rain\n"),
        });
      await expect(page.getByLabel("Type of weather")).toBeVisible();
      await check(page, "metadata columns");
    });

    test("the grid and the sidebar, whatever they show", async ({ view, ownerPage: page, api, dataset }) => {
      const ids = (await api.items(dataset.id)).map((item) => item.media_id);
      await api.tag(dataset.id, ids.slice(0, 4), "night");
      await api.tag(dataset.id, ids.slice(2), "x".repeat(255));
      await api.json("post", `/dataset/${dataset.id}/items/label`, { item_ids: ids.slice(0, 2), labels: ["sea"] });
      await api.json("patch", `/dataset/${dataset.id}/items/${ids[0]}`, {
        objects: [{ label: "boat", col_x: 10, row_y: 10, width: 50, height: 40 }],
      });
      await page.reload();
      await expect(view.facet("Tags").getByRole("button", { name: "night 4", exact: true })).toBeVisible();
      await checkParts(page, "as it is at first");
      await view.facet("Tags").getByRole("button", { name: "night 4", exact: true }).click();
      await view.facet("Labels").getByRole("button", { name: "Exclude sea" }).click();
      await view.expectCount(2);
      await view.tile("image-3.jpg").focus();
      await checkParts(page, "filtered");
      for (const density of ["Compact", "Large"]) {
        await page.getByRole("button", { name: "Look of the tiles" }).click();
        await page.getByRole("menuitemradio", { name: density }).click();
        await check(page, "the look of the tiles");
        await page.keyboard.press("Escape");
        await checkParts(page, density);
      }
      await view.filters.getByRole("searchbox", { name: "Find a value" }).fill("nothing of that name");
      await expect(view.filters.getByText("Nothing is called that")).toBeVisible();
      await view.searchFor("tag:night tag:day", 0);
      await expect(page.getByText("Nothing matches")).toBeVisible();
      await checkParts(page, "nothing");
      await page.getByRole("button", { name: "Without tag:day" }).click();
      await page.getByRole("button", { name: "Group by cluster" }).click();
      await expect(page.getByRole("button", { name: /^(Cluster \d+|In no cluster), / }).first()).toBeVisible();
      await checkParts(page, "stacks");
    });

    test("a selection and an open item", async ({ view, ownerPage: page, api, dataset }) => {
      await api.tag(dataset.id, [(await api.items(dataset.id))[0]!.media_id], "x");
      await view.select("image-1.jpg");
      await check(page, "selection");
      await view.selection.getByRole("button", { name: "Tag", exact: true }).click();
      await check(page, "tag");
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toBeHidden();
      const datasets = await view.openDatasets("1 input");
      await datasets.getByRole("checkbox", { name: "Apply to all search results" }).check();
      await check(page, "add to a dataset");
      await datasets.getByRole("radio", { name: "Remove" }).check();
      await check(page, "remove from a dataset");
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toBeHidden();
      await view.selection.getByRole("button", { name: "Delete" }).click();
      await expect(page.getByRole("dialog", { name: "Delete items" })).toBeVisible();
      await check(page, "delete items");
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toBeHidden();
      await view.tile("image-1.jpg").dblclick();
      await expect(page.getByRole("dialog", { name: "image-1.jpg" })).toBeVisible();
      await check(page, "item");
    });

    test("the Snapshot Catalog and its dialogs", async ({ view, ownerPage: page, api, dataset }) => {
      await api.createSnapshot(dataset.id, "Old");
      await api.createSnapshot(dataset.id, "New", "with a description");
      await api.tag(dataset.id, [(await api.items(dataset.id))[0]!.media_id], "x");
      const catalog = await view.openCatalog();
      await expect(catalog.entry("Old")).toBeVisible();
      await check(page, "catalog");
      await catalog.openMenu("Old");
      await check(page, "menu");
      await page.keyboard.press("Escape");
      await catalog.createButton.click();
      await check(page, "create");
      await page.keyboard.press("Escape");
      for (const [action, title] of [
        ["Edit", "Update Snapshot"],
        ["Clone", "Clone Snapshot"],
        ["Restore", "Restore Snapshot"],
        ["Remove", "Remove Snapshot"],
      ] as const) {
        await catalog.choose("Old", action);
        await expect(catalog.dialog(title)).toBeVisible();
        await check(page, title);
        await page.keyboard.press("Escape");
        await expect(catalog.dialog(title)).toBeHidden();
      }
      await catalog.choose("New", "Discard changes");
      await expect(catalog.dialog("Discard changes")).toBeVisible();
      await check(page, "discard");
    });
  });
