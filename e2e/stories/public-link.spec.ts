import { readFile } from "node:fs/promises";
import { expect, test } from "../fixtures";
import { DatasetView } from "../pages/dataset-view";

test("anyone with the link looks around without an account, changes nothing, and sees nothing once it is ended", async ({
  view,
  page: stranger,
  dataset,
  api,
}) => {
  const owner = view.page;
  const [item] = await api.items(dataset.id);
  await api.createSnapshot(dataset.id, "Kept");
  await api.tag(dataset.id, [item!.media_id], "night");
  await owner.getByRole("button", { name: "Share", exact: true }).click();
  const share = owner.getByRole("dialog", { name: "Share" });
  const row = share.getByRole("region", { name: "Public link" });
  const isPublic = row.getByRole("switch", { name: "Anyone with the link can look" });
  await expect(isPublic).not.toBeChecked();
  await isPublic.click();
  await expect(isPublic).toBeChecked();
  await row.getByRole("button", { name: "Copy link" }).click();
  const link = await row.getByRole("textbox", { name: "Public link" }).inputValue();
  expect(await owner.evaluate(() => navigator.clipboard.readText())).toBe(link);

  const failed: string[] = [];
  stranger.on("response", (response) => {
    if (response.status() >= 400) failed.push(`${response.status()} ${response.url()}`);
  });
  const answer = await stranger.goto(link);
  const led = await answer!.request().redirectedFrom()!.response();
  expect(led!.headers()).toMatchObject({ "referrer-policy": "no-referrer", "x-robots-tag": "noindex, nofollow" });
  await expect(stranger).toHaveURL(new RegExp(`/datasets/${dataset.id}$`));
  await expect(stranger.getByText("You are looking at this dataset through a public link")).toBeVisible();
  await expect(stranger.getByRole("navigation", { name: "Main" })).toHaveCount(0);
  for (const name of ["Add media", "Share", "Process", "Tasks"])
    await expect(stranger.getByRole("button", { name, exact: true })).toHaveCount(0);

  // Versions, search, the item, the Overview.
  const seen = new DatasetView(stranger);
  await seen.searchFor("tag:night", 1);
  await seen.selectVersion("Kept");
  await seen.selectVersion("Now");
  await seen.select(item!.file_name);
  await expect(seen.selection.getByRole("button", { name: "Tag", exact: true })).toHaveCount(0);
  await stranger.getByRole("button", { name: `Open ${item!.file_name}` }).click();
  await expect(stranger.getByRole("dialog", { name: item!.file_name })).toBeVisible();
  await stranger.keyboard.press("Escape");
  await expect(stranger.getByRole("dialog")).toHaveCount(0);
  const catalog = await seen.openCatalog();
  await expect((await catalog.openMenu("Kept")).getByRole("menuitem")).toHaveText([
    "Copy Snapshot ID",
    "Browse",
    "Compare",
  ]);
  await stranger.keyboard.press("Escape");
  await expect(stranger.getByRole("menu")).toHaveCount(0);
  await stranger.keyboard.press("Escape");
  await expect(catalog.drawer).toBeHidden();
  await stranger.keyboard.press("Control+k");
  await expect(stranger.getByRole("option", { name: "Go to Tasks" })).toHaveCount(0);
  await stranger.keyboard.press("Escape");
  await stranger.getByRole("link", { name: "Overview", exact: true }).click();
  await expect(stranger.getByRole("region", { name: "Overview", exact: true })).toBeVisible();
  expect(failed).toEqual([]);
  const write = await stranger.request.post(`/api/v1/dataset/${dataset.id}/items/tag`, {
    data: { q: "", tags: ["x"] },
  });
  expect([write.status(), await write.text()]).toEqual([403, expect.stringContaining("public link")]);

  await isPublic.click();
  await row.getByRole("button", { name: "End it" }).click();
  await expect(isPublic).not.toBeChecked();
  // The open page says so by itself, and so does the link.
  await expect(stranger.getByRole("heading", { name: "This link is good no more" })).toBeVisible();
  await stranger.goto(link);
  await expect(stranger.getByRole("heading", { name: "This link is good no more" })).toBeVisible();
  await expect(stranger).toHaveURL(/\/public$/);
});

test("a Viewer gets links to what the search finds, that load without signing in", async ({
  viewerPage,
  dataset,
  api,
  playwright,
}) => {
  const items = await api.items(dataset.id);
  await api.tag(dataset.id, [items[0]!.media_id, items[1]!.media_id], "wanted");
  const view = new DatasetView(viewerPage);
  await view.open(dataset.id);
  await view.searchFor("tag:wanted", 2);
  await (await view.openMore()).getByRole("menuitem", { name: "Get links…" }).click();
  const dialog = viewerPage.getByRole("dialog", { name: "Get links" });
  await expect(dialog).toContainText("2 items");
  await dialog.getByRole("combobox", { name: "Valid for" }).selectOption("1 day");
  await dialog.getByRole("button", { name: "Copy" }).click();
  await expect(dialog.getByText(/^2 links, good until /)).toBeVisible();
  const copied = (await viewerPage.evaluate(() => navigator.clipboard.readText())).split("\n");
  expect(copied).toHaveLength(2);
  const downloading = viewerPage.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download JSON" }).click();
  const { links } = JSON.parse(await readFile(await (await downloading).path(), "utf8")) as {
    links: { media_id: string; url: string }[];
  };
  expect(links.map(({ media_id }) => media_id).sort()).toEqual([items[0]!.media_id, items[1]!.media_id].sort());
  const nobody = await playwright.request.newContext();
  for (const url of [...copied, links[0]!.url]) expect((await nobody.get(url)).status()).toBe(200);
  await nobody.dispose();
});
