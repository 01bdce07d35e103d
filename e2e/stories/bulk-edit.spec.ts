import { readFile } from "node:fs/promises";
import { emailOf, expect, test } from "../fixtures";
import { DatasetView } from "../pages/dataset-view";

test("an edit shows at once, is undone and done again from its message and by the keyboard @slow", async ({
  view,
  ownerPage,
  api,
  dataset,
}) => {
  const tagsOf = async () => (await api.items(dataset.id)).map((item) => item.tags.join());
  await view.select("image-1.jpg", "image-2.jpg");
  await view.apply("Tag", "keep");
  await expect(view.tile("image-1.jpg").locator("..")).toContainText("keep");
  await view.toast("2 items tagged").getByRole("button", { name: "Undo" }).click();
  await expect(view.toast("Undone: 2 items")).toBeVisible();
  await expect(view.tile("image-1.jpg").locator("..")).not.toContainText("keep");
  expect(await tagsOf()).toEqual(["", "", "", "", "", ""]);
  await view.toast("Undone: 2 items").getByRole("button", { name: "Redo" }).click();
  await expect(view.tile("image-2.jpg").locator("..")).toContainText("keep");
  await expect.poll(tagsOf).toEqual(["keep", "keep", "", "", "", ""]);

  await ownerPage.keyboard.press("Control+a");
  await expect(view.selection).toContainText("6 items selected");
  await view.tile("image-3.jpg").click({ modifiers: ["ControlOrMeta"] });
  await expect(view.selection).toContainText("5 items selected");
  await view.apply("Label", "bird");
  await expect(view.toast("5 items labelled")).toBeVisible();
  await expect(view.tile("image-3.jpg").locator("..")).not.toContainText("bird");
  await ownerPage.keyboard.press("Control+z");
  await expect(view.toast("Undone: 5 items")).toBeVisible();
  await expect(view.tile("image-1.jpg").locator("..")).not.toContainText("bird");
});

test("deleted items come back with Undo, whatever was changed in between", async ({ view, api, dataset }) => {
  await view.select("image-2.jpg", "image-4.jpg");
  await view.deleteSelected();
  await view.expectCount(4);
  await expect(view.tile("image-2.jpg")).toBeHidden();
  await api.tag(dataset.id, [(await api.items(dataset.id))[0]!.media_id], "meanwhile");
  await view.toast("2 items deleted").getByRole("button", { name: "Undo" }).click();
  await view.expectCount(6);
  await expect(view.tile("image-2.jpg")).toBeVisible();
  await expect(view.facet("Tags").getByRole("button", { name: "meanwhile 1", exact: true })).toBeVisible();
});

test("what one selects while a deletion is under way stays selected", async ({ view, ownerPage }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await ownerPage.route("**/items", async (route) => {
    if (route.request().method() === "DELETE") await held;
    await route.continue();
  });
  await view.select("image-1.jpg", "image-2.jpg");
  await view.deleteSelected();
  await view.tile("image-4.jpg").click();
  await expect(view.selection).toContainText("1 item selected");
  release();
  await expect(view.toast("2 items deleted")).toBeVisible();
  await view.expectCount(4);
  await expect(view.selection).toContainText("1 item selected");
  await expect(view.tile("image-4.jpg")).toHaveAttribute("aria-pressed", "true");
});

test("metadata is set on many items at once, checked before it is sent, and taken away again", async ({
  view,
  ownerPage,
  api,
  dataset,
}) => {
  await view.select("image-1.jpg", "image-2.jpg", "image-3.jpg");
  const edit = async () => {
    await view.selection.getByRole("button", { name: "More actions" }).click();
    await ownerPage.getByRole("menuitem", { name: "Edit metadata" }).click();
    return ownerPage.getByRole("dialog", { name: "Edit metadata of 3 items" });
  };
  const dialog = await edit();
  await dialog.getByRole("combobox", { name: "Field" }).fill("speed");
  await dialog.getByRole("combobox", { name: "Type" }).selectOption("Number");
  await dialog.getByRole("combobox", { name: "Value" }).fill("fast");
  await dialog.getByRole("button", { name: "Set" }).click();
  await expect(dialog.getByRole("alert")).toHaveText("“fast” is not a number");
  await dialog.getByRole("combobox", { name: "Value" }).fill("12.5");
  await dialog.getByRole("button", { name: "Set" }).click();
  await expect(view.toast("speed set on 3 items")).toBeVisible();
  await expect(view.facet("speed")).toBeVisible();
  const again = await edit();
  await again.getByRole("combobox", { name: "Field" }).fill("speed");
  await expect(again.getByRole("combobox", { name: "Type" })).toBeDisabled();
  await again.getByRole("button", { name: "Take the field away" }).click();
  await expect(view.toast("speed taken away from 3 items")).toBeVisible();
  const { items } = await api.json<{ items: { metadata: object }[] }>("get", `/dataset/${dataset.id}/items`);
  expect(items.map((item) => item.metadata)).toEqual([{}, {}, {}, {}, {}, {}]);
});

test("what was shown at once goes back when the server refuses", async ({ dataset, api, editorPage }) => {
  const view = new DatasetView(editorPage);
  await view.open(dataset.id);
  await view.select("image-1.jpg");
  await view.selection.getByRole("button", { name: "Tag", exact: true }).click();
  const dialog = editorPage.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Tag" }).fill("refused");
  // The role is taken away while the dialog is open.
  await api.json("put", `/manage/${dataset.id}/invite`, { grant_to_user_email: emailOf("editor"), role: "VIEWER" });
  await dialog.getByRole("button", { name: "Tag", exact: true }).click();
  await expect(view.toast("The items were not tagged")).toContainText("needs the Editor or Owner role");
  await expect(view.tile("image-1.jpg").locator("..")).not.toContainText("refused");
  await expect(view.selection.getByRole("button", { name: "Tag", exact: true })).toBeDisabled();
  await api.json("put", `/manage/${dataset.id}/invite`, { grant_to_user_email: emailOf("editor"), role: "EDITOR" });
  // The controls come back by themselves.
  await expect(view.selection.getByRole("button", { name: "Tag", exact: true })).toBeEnabled();
});

test("the selected items are exported as a file", async ({ view, ownerPage, api, dataset }) => {
  await api.tag(dataset.id, [(await api.items(dataset.id))[0]!.media_id], "night");
  await view.select("image-1.jpg", "image-2.jpg");
  await view.selection.getByRole("button", { name: "More actions" }).click();
  await ownerPage.getByRole("menuitem", { name: "Export" }).click();
  const dialog = ownerPage.getByRole("dialog", { name: "Export" });
  await expect(dialog).toContainText("2 selected items of the current data");
  await dialog.getByRole("radio", { name: "CSV" }).check();
  await expect(dialog.getByText(/^2 items, /)).toBeVisible();
  await dialog.getByRole("button", { name: "Generate" }).click();
  const downloaded = ownerPage.waitForEvent("download", { timeout: 75_000 });
  await dialog.getByRole("link", { name: "Download" }).click({ timeout: 75_000 });
  const file = await downloaded;
  expect(file.suggestedFilename()).toMatch(/\.csv$/);
  const text = await readFile(await file.path(), "utf8");
  expect(text.split("\r\n").filter(Boolean)).toHaveLength(3);
  expect(text).toContain("night");
});

test("selected items are added to another dataset with what is known of them", async ({ view, api, dataset }) => {
  await api.tag(
    dataset.id,
    (await api.items(dataset.id)).slice(0, 2).map((item) => item.media_id),
    "night",
  );
  const name = `Target of ${dataset.name}`;
  const { dataset_id: target } = await api.json<{ dataset_id: string }>("post", "/dataset", { name });
  await view.select("image-1.jpg", "image-2.jpg");
  const dialog = await view.openDatasets("2 inputs");
  await dialog.getByRole("searchbox", { name: "Select Datasets" }).fill(name);
  await dialog.getByRole("radio", { name }).check();
  await expect(dialog.getByRole("status")).toContainText("Adds 2 items");
  await dialog.getByRole("button", { name: "Add Inputs" }).click();
  await view.told("Inputs added", "Added 2 items of");
  expect((await api.items(target)).map((item) => [item.file_name, item.tags])).toEqual([
    ["image-1.jpg", ["night"]],
    ["image-2.jpg", ["night"]],
  ]);
  await api.json("delete", `/dataset/${target}`);
});
