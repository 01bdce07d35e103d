import { drawnImage, expect, test } from "../fixtures";

test("values are included, excluded and joined; counts follow at once; chips and the address tell it @slow", async ({
  view,
  ownerPage,
  api,
  dataset,
}) => {
  const ids = (await api.items(dataset.id)).map((item) => item.media_id);
  await api.tag(dataset.id, ids.slice(0, 3), "day");
  await api.tag(dataset.id, ids.slice(2, 5), "city");
  const tags = view.facet("Tags");
  await tags.getByRole("button", { name: "day 3", exact: true }).click();
  await view.expectCount(3);
  // The other values say what choosing them too would bring.
  await tags.getByRole("button", { name: "city 3", exact: true }).click();
  await view.expectCount(5);
  await expect(ownerPage.getByRole("list", { name: "Active filters" })).toContainText("(tag:day OR tag:city)");
  await tags.getByRole("radio", { name: "All of them" }).click();
  await view.expectCount(1);
  await expect(ownerPage).toHaveURL(/tag%3Aday\+tag%3Acity/);
  await ownerPage.getByRole("button", { name: "Remove filter tag:city" }).click();
  await view.expectCount(3);
  await tags.getByRole("button", { name: "city 1", exact: true }).click({ modifiers: ["Alt"] });
  await view.expectCount(2);
  await expect(ownerPage.getByRole("button", { name: "Remove filter -tag:city" })).toBeVisible();
  await ownerPage.getByRole("button", { name: "Clear all" }).click();
  await view.expectCount(6);
  await tags.getByRole("button", { name: "Untagged 1", exact: true }).click();
  await view.expectCount(1);
  expect(await view.tileNames()).toEqual(["image-6.jpg"]);
  await ownerPage.goBack();
  await view.expectCount(6);
  // Without a mouse that has an Alt key beside it.
  await tags.getByRole("button", { name: "Exclude day" }).click();
  await view.expectCount(3);
});

test("values stay where they are while they are chosen, and one box finds them all", async ({
  view,
  ownerPage,
  api,
  dataset,
}) => {
  const ids = (await api.items(dataset.id)).map((item) => item.media_id);
  await api.tag(dataset.id, ids.slice(0, 5), "day");
  await api.tag(dataset.id, ids.slice(0, 3), "city");
  await api.json("post", `/dataset/${dataset.id}/items/label`, { item_ids: ids.slice(4), labels: ["fog"] });
  await api.tag(dataset.id, ids.slice(5), "dusk");
  const tags = view.facet("Tags").getByRole("button", { name: /^(day|city|dusk) \d$/ });
  await expect(tags).toHaveText([/day 5/, /city 3/, /dusk 1/]);
  await view.facet("Labels").getByRole("button", { name: "fog 2", exact: true }).click();
  await expect(tags).toHaveText([/day 1/, /city 0/, /dusk 1/]);
  await ownerPage.keyboard.press("f");
  const find = view.filters.getByRole("searchbox", { name: "Find a value" });
  await expect(find).toBeFocused();
  await find.fill("dusk");
  await expect(view.facet("Labels")).toBeHidden();
  await tags.click();
  await view.expectCount(1);
});

test("long lists can be searched, and folders opened", async ({ view, api, dataset }) => {
  const ids = (await api.items(dataset.id)).map((item) => item.media_id);
  await api.json("post", `/dataset/${dataset.id}/items/tag`, {
    item_ids: ids.slice(0, 1),
    tags: Array.from({ length: 15 }, (_, index) => `word-${index}`),
  });
  const tags = view.facet("Tags");
  await expect(tags.getByRole("button", { name: /^word-\d+ 1$/ })).toHaveCount(12);
  await tags.getByRole("searchbox", { name: "Search Tags" }).fill("word-14");
  await expect(tags.getByRole("button", { name: /^word-\d+ 1$/ })).toHaveCount(1);
  await tags.getByRole("searchbox", { name: "Search Tags" }).fill("");
  await tags.getByRole("button", { name: "Show all 15" }).click();
  await expect(tags.getByRole("button", { name: /^word-\d+ 1$/ })).toHaveCount(15);

  await api.addMedia(
    dataset.id,
    await Promise.all(
      [7, 8, 9].map(async (number) => ({
        name: number === 9 ? "north/image-9.jpg" : `north/road/image-${number}.jpg`,
        type: "image/jpeg",
        bytes: Uint8Array.from(await drawnImage(number)),
      })),
    ),
  );
  await view.filters.getByRole("button", { name: "Folders", exact: true }).click();
  const folders = view.facet("Folders");
  await expect(folders.getByRole("button", { name: "north 3", exact: true })).toBeVisible();
  await folders.getByRole("button", { name: "Folders in north" }).click();
  await folders.getByRole("button", { name: "road 2", exact: true }).click();
  await view.expectCount(2);
  await folders.getByRole("button", { name: "road 2", exact: true }).click();
  await folders.getByRole("button", { name: "north 3", exact: true }).click({ modifiers: ["Alt"] });
  await view.expectCount(6);
  await view.page.getByRole("button", { name: "Remove filter -folder:north" }).click();
  await view.expectCount(9);
  // By name, folders are found however deep they lie.
  await view.filters.getByRole("searchbox", { name: "Find a value" }).fill("ROAD");
  await folders.getByRole("button", { name: "north/road 2", exact: true }).click();
  await view.expectCount(2);
});

test("metadata: options are counted, numbers and dates are histograms to brush over", async ({
  view,
  ownerPage,
  api,
  dataset,
}) => {
  const ids = (await api.items(dataset.id)).map((item) => item.media_id);
  for (const [index, id] of ids.entries()) await api.setField(dataset.id, [id], "speed", index * 10, "float");
  await api.setField(dataset.id, ids.slice(0, 2), "weather", "rain", "enum");
  for (const [index, id] of ids.entries())
    await api.setField(dataset.id, [id], "seen", `2026-03-0${index + 1}`, "datetime");
  await view.facet("weather").getByRole("button", { name: "rain 2", exact: true }).click();
  await view.expectCount(2);
  await ownerPage.getByRole("button", { name: "Remove filter meta:weather=rain" }).click();

  const speed = view.facet("speed");
  const plot = speed.getByRole("img", { name: /^speed: 24 steps from 0 to 50, 6 values$/ });
  const box = (await plot.boundingBox())!;
  await ownerPage.mouse.move(box.x + box.width * 0.55, box.y + 20);
  await ownerPage.mouse.down();
  await ownerPage.mouse.move(box.x + box.width - 2, box.y + 20, { steps: 4 });
  await ownerPage.mouse.up();
  await view.expectCount(3);
  await expect(ownerPage).toHaveURL(/meta%3Aspeed%3D/);
  await speed.getByRole("textbox", { name: "speed from" }).fill("35");
  await speed.getByRole("textbox", { name: "speed from" }).press("Enter");
  await view.expectCount(2);
  await speed.getByRole("button", { name: "Any speed" }).click();
  await view.expectCount(6);

  const seen = view.facet("seen");
  await seen.getByRole("textbox", { name: "seen from" }).fill("2026-03-05");
  await seen.getByRole("textbox", { name: "seen to" }).fill("2026-03-05");
  await seen.getByRole("textbox", { name: "seen to" }).press("Enter");
  await view.expectCount(1);
  await seen.getByRole("textbox", { name: "seen to" }).fill("soon");
  await seen.getByRole("textbox", { name: "seen to" }).press("Enter");
  await expect(ownerPage.getByRole("alert").filter({ hasText: "cannot be compared" })).toBeVisible();
});

test("a cluster gets a name, is found by it, and gets its number back by Undo", async ({
  view,
  ownerPage,
  api,
  dataset,
}) => {
  const { facets } = await api.json<{ facets: { cluster: { value: string; count: number }[] } }>(
    "get",
    `/dataset/${dataset.id}/facets`,
  );
  const { value, count } = facets.cluster[0]!;
  const clusters = view.facet("Clusters");
  await clusters.getByRole("button", { name: `Cluster ${value} ${count}`, exact: true }).click();
  await view.expectCount(count);
  await clusters.getByRole("button", { name: `Rename Cluster ${value}` }).click();
  const dialog = ownerPage.getByRole("dialog", { name: `Rename Cluster ${value}` });
  await dialog.getByRole("textbox", { name: "Name" }).fill("Harbour at night");
  await dialog.getByRole("textbox", { name: "Name" }).press("Enter");
  await expect(dialog).toBeHidden();
  await expect(clusters.getByRole("button", { name: `Harbour at night ${count}`, exact: true })).toBeVisible();
  await expect(ownerPage.getByRole("button", { name: 'Remove filter cluster:"Harbour at night"' })).toBeVisible();
  await view.expectCount(count);
  await ownerPage.getByRole("button", { name: "Undo" }).click();
  // The search still has the name that is gone: it says so, and offers the one there is.
  await ownerPage
    .getByRole("list", { name: "Instead of “Harbour at night”" })
    .getByRole("button", { name: `Cluster ${value}`, exact: true })
    .click();
  await view.expectCount(count);
  await expect(clusters.getByRole("button", { name: `Cluster ${value} ${count}`, exact: true })).toBeVisible();
});

test("items get a split, are found by it, and all are dealt out with their labels told before", async ({
  view,
  ownerPage,
  api,
  dataset,
}) => {
  await view.select("image-1.jpg", "image-2.jpg");
  await view.selection.getByRole("button", { name: "More actions" }).click();
  await ownerPage.getByRole("menuitem", { name: "Set split" }).click();
  await ownerPage.getByRole("dialog").getByRole("button", { name: "val", exact: true }).click();
  const splits = view.facet("Splits");
  await splits.getByRole("button", { name: "val 2", exact: true }).click();
  await view.expectCount(2);
  await splits.getByRole("button", { name: "val 2", exact: true }).click();
  await view.expectCount(6);
  await view.process("Assign splits");
  const dialog = ownerPage.getByRole("dialog", { name: "Assign splits" });
  await dialog.getByRole("textbox", { name: "test, share" }).fill("0");
  await dialog.getByRole("textbox", { name: "train, share" }).fill("50");
  await dialog.getByRole("textbox", { name: "val, share" }).fill("50");
  await expect(dialog.getByRole("columnheader", { name: "train 3" })).toBeVisible();
  await dialog.getByRole("button", { name: "Assign", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(splits.getByRole("button", { name: "train 3", exact: true })).toBeVisible();
  const items = await api.json<{ items: { split: string | null }[] }>("get", `/dataset/${dataset.id}/items?limit=50`);
  expect(items.items.map(({ split }) => split).sort()).toEqual(["train", "train", "train", "val", "val", "val"]);
  await ownerPage.getByRole("button", { name: "Undo" }).first().click();
  await expect(splits.getByRole("button", { name: "val 2", exact: true })).toBeVisible();
});
