import type { Page } from "@playwright/test";
import { emailOf, expect, test, type Api } from "../fixtures";

/** Three drafts of the owner's, found by a name that no other story has. */
async function drafts(api: Api, names: readonly string[]): Promise<{ mark: string; ids: string[] }> {
  const mark = `Inv${Date.now().toString(36)}`;
  const ids: string[] = [];
  for (const name of names)
    ids.push((await api.json<{ dataset_id: string }>("post", "/dataset", { name: `${mark} ${name}` })).dataset_id);
  return { mark, ids };
}
const cards = (page: Page, mark: string) => page.getByRole("listitem", { name: mark });
const rows = (page: Page, mark: string) => page.getByRole("row", { name: mark });
const choose = (page: Page, label: string, option: string) =>
  page.getByRole("combobox", { name: label, exact: true }).selectOption(option);

test("a dataset is found by name, star and status, in a list that is remembered and that a link shows", async ({
  ownerPage: page,
  editorPage,
  api,
}) => {
  const { mark, ids } = await drafts(api, ["alps", "beach", "canyon"]);
  await page.goto("/datasets");
  await page.getByRole("searchbox", { name: "Search datasets" }).fill(mark);
  await expect(cards(page, mark)).toHaveCount(3);
  await choose(page, "Sort datasets", "By name");
  await expect(cards(page, mark).first()).toContainText("alps");
  const star = page.getByRole("button", { name: `Star ${mark} beach` });
  await star.click();
  await expect(star).toHaveAttribute("aria-pressed", "true");
  await page.getByRole("button", { name: "Starred", exact: true }).click();
  await expect(cards(page, mark)).toHaveCount(1);
  await expect(cards(page, mark)).toContainText("beach");
  await page.getByRole("button", { name: "List", exact: true }).click();
  await expect(rows(page, mark)).toHaveCount(1);
  await expect(page).toHaveURL(new RegExp(`q=${mark}.*layout=list.*sort=name.*starred=true`));
  const link = page.url();

  // The view chosen last is the one that comes next time; the search is not.
  await page.goto("/datasets");
  await expect(page.getByRole("table", { name: "Datasets" })).toBeVisible();
  await choose(page, "Status", "Ready");
  await expect(page).toHaveURL("/datasets?status=READY&layout=list");
  await expect(rows(page, mark)).toHaveCount(0);
  await page.goto(link);
  await expect(rows(page, mark)).toHaveCount(1);
  // A star is one's own.
  for (const id of ids)
    await api.json("put", `/manage/${id}/invite`, { grant_to_user_email: emailOf("editor"), role: "EDITOR" });
  await editorPage.goto(`/datasets?q=${mark}`);
  await expect(cards(editorPage, mark)).toHaveCount(3);
  await expect(editorPage.getByRole("button", { name: `Star ${mark} beach` })).toHaveAttribute("aria-pressed", "false");
  for (const id of ids) await api.json("delete", `/dataset/${id}`);
});

test("several datasets are exported and deleted at once; what may not be deleted says why", async ({
  ownerPage: page,
  viewerPage,
  dataset,
  api,
}) => {
  const { mark, ids } = await drafts(api, ["alps", "beach"]);
  await api.json("patch", `/dataset/${dataset.id}`, { display_name: `${mark} harbour` });
  await page.goto(`/datasets?q=${mark}&sort=name`);
  await page.getByRole("checkbox", { name: `Select ${mark} harbour` }).check();
  const selection = page.getByRole("region", { name: "Selection" });
  await selection.getByRole("button", { name: "Export" }).click();
  const exporting = page.getByRole("dialog", { name: "Export 1 dataset" });
  await exporting.getByRole("radio", { name: "COCO" }).check();
  await exporting.getByRole("button", { name: "Generate" }).click();
  const download = page.waitForEvent("download");
  await exporting.getByRole("link", { name: `Download ${mark} harbour` }).click();
  expect((await download).suggestedFilename()).toMatch(/\.(zip|json)$/);
  await exporting.getByRole("button", { name: "Close" }).last().click();

  await page.getByRole("checkbox", { name: `Select ${mark} harbour` }).uncheck();
  await page.getByRole("checkbox", { name: `Select ${mark} alps` }).check();
  await page.getByRole("checkbox", { name: `Select ${mark} beach` }).click({ modifiers: ["Shift"] });
  await expect(selection).toContainText("2 datasets selected");
  await selection.getByRole("button", { name: "Delete" }).click();
  const deleting = page.getByRole("dialog", { name: "Delete 2 datasets" });
  await expect(deleting.getByRole("list", { name: "Datasets to delete" })).toContainText(`${mark} beach`);
  await expect(deleting.getByRole("button", { name: "Delete", exact: true })).toBeDisabled();
  await deleting.getByRole("textbox", { name: "Type 2 to confirm" }).fill("2");
  await deleting.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "2 datasets deleted" })).toBeVisible();
  await expect(cards(page, mark)).toHaveCount(1);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(cards(page, mark)).toHaveCount(3);

  await viewerPage.goto(`/datasets?q=${mark}`);
  await viewerPage.getByRole("checkbox", { name: `Select ${mark} harbour` }).check();
  await viewerPage.getByRole("region", { name: "Selection" }).getByRole("button", { name: "Delete" }).click();
  const refused = viewerPage.getByRole("dialog", { name: "Delete 1 dataset" });
  await expect(refused).toContainText("None of them can be deleted.");
  await expect(refused).toContainText("This needs the Owner role on the dataset; yours is Viewer");
  await refused.getByRole("button", { name: "Close" }).last().click();
  await viewerPage.getByRole("button", { name: `Actions for ${mark} harbour` }).click();
  for (const name of ["Rename", "Share", "Clone", "Change cover image", "Delete dataset"])
    await expect(viewerPage.getByRole("menuitem", { name })).toHaveAttribute("aria-disabled", "true");
  for (const name of ["Open", "Export", "Copy dataset ID"])
    await expect(viewerPage.getByRole("menuitem", { name })).not.toHaveAttribute("aria-disabled", "true");
  for (const id of ids) await api.json("delete", `/dataset/${id}`);
});

test("a dataset is cloned from the inventory as it is now, which is saved first", async ({
  ownerPage: page,
  dataset,
  api,
}) => {
  const name = `Clone ${Date.now().toString(36)}`;
  await api.json("patch", `/dataset/${dataset.id}`, { display_name: name });
  const ids = (await api.items(dataset.id)).map((item) => item.media_id);
  await api.tag(dataset.id, ids.slice(0, 2), "since");
  await page.goto(`/datasets?q=${encodeURIComponent(name)}`);
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Clone" }).click();
  const dialog = page.getByRole("dialog", { name: "Clone dataset" });
  await expect(dialog).toContainText("2 changes since the Current Version");
  await dialog.getByRole("button", { name: "Clone", exact: true }).click();
  const clone = page.getByRole("listitem", { name: `${name} (cloned)`, exact: true });
  await expect(clone).toBeVisible();
  await clone.getByRole("link").click();
  await expect(page.getByRole("button", { name: "since 2", exact: true })).toBeVisible();
  const snapshots = await api.json<{ snapshot_name: string }[]>("get", `/dataset/${dataset.id}/snapshot`);
  expect(snapshots[0]!.snapshot_name).toBe("Before cloning");
  await api.json("delete", `/dataset/${page.url().split("/").at(-1)!}`);
});
