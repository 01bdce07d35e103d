import { drawnImage, expect, test } from "../fixtures";
import { DatasetView } from "../pages/dataset-view";

test("typed filters are completed while one types, with the keyboard alone", async ({
  view,
  ownerPage,
  api,
  dataset,
}) => {
  const ids = (await api.items(dataset.id)).map((item) => item.media_id);
  await api.tag(dataset.id, ids.slice(0, 2), "two words");
  await api.tag(dataset.id, ids.slice(1, 4), "night");
  await ownerPage.keyboard.press("/");
  await expect(view.search).toBeFocused();
  await ownerPage.keyboard.type("ta");
  const options = ownerPage.getByRole("listbox", { name: "Suggestions" }).getByRole("option");
  await expect(options.first()).toContainText("tag:");
  await ownerPage.keyboard.press("ArrowDown");
  await ownerPage.keyboard.press("Enter");
  await expect(view.search).toHaveValue("tag:");
  await expect(options).toHaveText([/tag:night/, /tag:"two words"/]);
  await ownerPage.keyboard.press("ArrowDown");
  await ownerPage.keyboard.press("ArrowDown");
  await ownerPage.keyboard.press("Enter");
  await expect(view.search).toHaveValue('tag:"two words" ');
  await ownerPage.keyboard.type("-tag:ni");
  await expect(options).toHaveText([/tag:night/]);
  await ownerPage.keyboard.press("ArrowDown");
  await ownerPage.keyboard.press("Tab");
  await ownerPage.keyboard.press("Enter");
  await view.expectCount(1);
  expect(await view.tileNames()).toEqual(["image-1.jpg"]);
  await expect(ownerPage).toHaveURL(/q=/);
});

test("names, captions, sizes, dates and what is missing can be searched", async ({ view, api, dataset }) => {
  const items = await api.items(dataset.id);
  await api.json("patch", `/dataset/${dataset.id}/items/${items[2]!.media_id}`, { caption: "A quiet harbour" });
  await view.searchFor("harbour", 1);
  await view.searchFor("image-1", 1);
  await view.searchFor("size>1mb", 0);
  await view.searchFor("size<1mb kind:image", 6);
  await view.searchFor("width>=960 -name:image-1", 5);
  await view.searchFor("-has:caption", 5);
  await view.searchFor("image-1 OR harbour", 2);
});

test("a mistake is told under the word that is wrong, while typing and when the server finds it", async ({
  view,
  ownerPage,
  api,
  dataset,
}) => {
  await view.search.fill("image colour:red");
  await expect(ownerPage.getByRole("alert").filter({ hasText: "“colour” cannot be searched" })).toBeVisible();
  await expect(ownerPage.getByTestId("wrong-word")).toHaveText("colour:red");
  await expect(view.tile("image-1.jpg")).toBeVisible();
  const [item] = await api.items(dataset.id);
  await api.setField(dataset.id, [item!.media_id], "speed", 3, "float");
  await view.search.fill("image meta:speed>fast");
  await view.search.press("Enter");
  await expect(
    ownerPage.getByRole("alert").filter({ hasText: "“fast” cannot be compared with “speed”" }),
  ).toBeVisible();
  await expect(ownerPage.getByTestId("wrong-word")).toHaveText("speed>fast");
  // A link with a mistake in it says the same.
  await ownerPage.goto(`/datasets/${dataset.id}?q=${encodeURIComponent("tag:x (")}`);
  await expect(ownerPage.getByRole("alert").filter({ hasText: "Something is missing here" })).toBeVisible();
  await view.searchFor("tag:none", 0);
  await ownerPage.getByRole("button", { name: "Show all items" }).click();
  await expect(view.tile("image-1.jpg")).toBeVisible();
});

test("items like one of them, or like an image from elsewhere, are a search: sorted, scored, narrowed and selected", async ({
  view,
  ownerPage,
}) => {
  const filters = ownerPage.getByRole("list", { name: "Active filters" });
  const least = ownerPage.getByRole("slider", { name: "At least" });
  await view.tile("image-2.jpg").click();
  await view.selection.getByRole("button", { name: "More actions" }).click();
  await ownerPage.getByRole("menuitem", { name: "Find similar" }).click();
  await filters.getByRole("button", { name: "Similar to image-2.jpg, at least 70 % alike" }).click();
  await least.fill("0.45");
  await view.expectCount(4);
  await ownerPage.keyboard.press("Escape");
  await expect(ownerPage.getByRole("combobox", { name: "Sort items" })).toHaveValue("-similarity");
  expect(await view.tileNames()).toEqual(["image-2.jpg", "image-1.jpg", "image-4.jpg", "image-6.jpg"]);
  await expect(view.tile("image-2.jpg")).toHaveAttribute("aria-description", /100 % alike/);
  await expect(view.tile("image-1.jpg")).toHaveAttribute("aria-description", /59 % alike/);
  await view.selection.getByRole("button", { name: "Select all" }).click();
  await expect(view.selection).toContainText("4 items selected");
  await view.selection.getByRole("button", { name: "Clear selection" }).click();
  // The address holds all of it, and the search box tells it in words.
  await ownerPage.reload();
  await view.expectCount(4);
  await expect(ownerPage.getByRole("list", { name: "Looked for by likeness" })).toHaveText("Similar to image-2.jpg");
  await expect(view.search).toHaveValue("");
  await filters.getByRole("button", { name: "Remove filter Similar to image-2.jpg" }).click();
  await view.expectCount(6);
  await expect(ownerPage.getByRole("combobox", { name: "Sort items" })).toHaveValue("added");

  await ownerPage.getByRole("button", { name: "Search by image" }).click();
  const byImage = ownerPage.getByRole("dialog", { name: "Search by image" });
  await byImage
    .getByLabel("Image to look for")
    .setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("not an image") });
  await expect(byImage.getByRole("alert")).toContainText("cannot be compared");
  await byImage
    .getByLabel("Image to look for")
    .setInputFiles({ name: "mine.jpg", mimeType: "image/jpeg", buffer: await drawnImage(3) });
  await view.expectCount(1);
  await filters.getByRole("button", { name: "Like an image, at least 70 % alike" }).click();
  await least.fill("0.5");
  await view.expectCount(2);
  await ownerPage.keyboard.press("Escape");
  expect(await view.tileNames()).toEqual(["image-3.jpg", "image-6.jpg"]);
  await expect(view.tile("image-3.jpg")).toHaveAttribute("aria-description", /100 % alike/);

  // No model here compares pictures with words.
  await expect(ownerPage.getByRole("button", { name: "Search by description" })).toHaveCount(0);
});

test("views are saved by name, used by others, and deleted", async ({ view, ownerPage, api, dataset, viewerPage }) => {
  await api.tag(
    dataset.id,
    (await api.items(dataset.id)).slice(0, 2).map((item) => item.media_id),
    "night",
  );
  await view.searchFor("tag:night", 2);
  await ownerPage.getByRole("combobox", { name: "Sort items" }).selectOption("Newest first");
  await ownerPage.getByRole("button", { name: "Saved views" }).click();
  const saved = ownerPage.getByRole("dialog", { name: "Saved views" });
  await saved.getByRole("textbox", { name: "Save this view as" }).fill("At night");
  await saved.getByRole("button", { name: "Save view" }).click();
  await expect(saved.getByRole("list", { name: "Views" })).toContainText("At night");
  await saved.getByRole("textbox", { name: "Save this view as" }).fill("At night");
  await saved.getByRole("button", { name: "Save view" }).click();
  await expect(saved.getByRole("alert")).toContainText("choose another name");

  const other = new DatasetView(viewerPage);
  await other.open(dataset.id);
  await viewerPage.getByRole("button", { name: "Saved views" }).click();
  const theirs = viewerPage.getByRole("dialog", { name: "Saved views" });
  await expect(theirs.getByRole("button", { name: "Delete view At night" })).toBeDisabled();
  await expect(theirs).toContainText("needs the Editor or Owner role");
  await theirs.getByRole("button", { name: /^At night/ }).click();
  await other.expectCount(2);
  expect(await other.tileNames()).toEqual(["image-2.jpg", "image-1.jpg"]);

  await saved.getByRole("button", { name: "Delete view At night" }).click();
  await expect(saved).toContainText("No views are saved yet");
});

test("an old version is browsed by its link, without restoring it and without changing anything @slow", async ({
  view,
  ownerPage,
  api,
  dataset,
  viewerPage,
}) => {
  const items = await api.items(dataset.id);
  await api.tag(
    dataset.id,
    items.slice(0, 2).map((item) => item.media_id),
    "then",
  );
  await api.createSnapshot(dataset.id, "Back then");
  await api.untag(
    dataset.id,
    items.map((item) => item.media_id),
    "then",
  );
  await api.json("delete", `/dataset/${dataset.id}/items`, { item_ids: [items[5]!.media_id] });
  await view.expectCount(5);
  const catalog = await view.openCatalog();
  await (await catalog.openMenu("Back then")).getByRole("menuitem", { name: "Browse" }).click();
  await expect(ownerPage.getByRole("status").filter({ hasText: "You are looking at Back then" })).toBeVisible();
  await view.expectCount(6);
  await view.facet("Tags").getByRole("button", { name: "then 2", exact: true }).click();
  await view.expectCount(2);
  await view.tile("image-1.jpg").click();
  await expect(view.selection.getByRole("button", { name: "Tag", exact: true })).toBeDisabled();
  await expect(view.selection).toContainText("Go back to the current data to change something");
  const opened = await view.openItem("image-2.jpg");
  await expect(opened.getByRole("button", { name: "Edit caption" })).toBeDisabled();
  await expect(opened).toContainText("then");
  await ownerPage.keyboard.press("Escape");

  const other = new DatasetView(viewerPage);
  await viewerPage.goto(ownerPage.url());
  await expect(viewerPage.getByRole("status").filter({ hasText: "You are looking at Back then" })).toBeVisible();
  await other.expectCount(2);

  await ownerPage.getByRole("button", { name: "Back to the current data" }).click();
  await view.expectCount(0);
  await ownerPage.getByRole("button", { name: "Show all items" }).click();
  await view.expectCount(5);
});
