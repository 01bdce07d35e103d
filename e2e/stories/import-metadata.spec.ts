import { expect, test } from "../fixtures";
import { DatasetView } from "../pages/dataset-view";

const table = (rows: string[]) => ({
  name: "weather.csv",
  mimeType: "text/csv",
  buffer: Buffer.from(`file,weather,temperature\n${rows.join("\n")}\n`),
});

test("values from a table become fields that filter, and restoring the revision takes them back", async ({
  view,
  ownerPage,
}) => {
  await view.process("Import metadata");
  const dialog = ownerPage.getByRole("dialog", { name: "Import metadata" });
  await dialog
    .getByLabel("Table")
    .setInputFiles(table(["image-1.jpg,rain,3", "image-2.jpg,rain,4.5", "image-3.jpg,sun,many", "image-4.jpg,sun,20"]));
  await expect(dialog.getByLabel("Column that names the items")).toHaveValue("file");
  await expect(dialog.getByLabel("Type of weather")).toHaveValue("enum");
  await dialog.getByLabel("Type of temperature").selectOption("float");
  await dialog.getByRole("button", { name: "Import 2 fields" }).click();
  await expect(dialog).toBeHidden();
  await view.told("Metadata imported", "Imported 3 rows into 3 items; 1 row had mistakes");
  await view.becomes("Ready");

  const filters = ownerPage.getByRole("complementary", { name: "Filters" });
  await filters.getByRole("region", { name: "weather" }).getByRole("button", { name: /^rain/ }).click();
  await expect(ownerPage.getByText("2 items", { exact: true })).toBeVisible();
  await view.tile("image-2.jpg").dblclick();
  await expect(ownerPage.getByRole("dialog")).toContainText("4.5");
  await ownerPage.getByRole("dialog").getByRole("button", { name: "Close" }).click();

  const catalog = await view.openCatalog();
  await catalog.restore("Before custom metadata import");
  await view.told("Snapshot restored");
  await catalog.close();
  await expect(filters.getByRole("region", { name: "weather" })).toBeHidden();
});

test("a table that cannot be used says why", async ({ view, ownerPage }) => {
  await view.process("Import metadata");
  const dialog = ownerPage.getByRole("dialog", { name: "Import metadata" });
  await dialog
    .getByLabel("Table")
    .setInputFiles({ name: "a.json", mimeType: "application/json", buffer: Buffer.from("{") });
  await expect(dialog.getByRole("alert")).toContainText("This is not a JSON file that can be read");
  await dialog.getByLabel("Table").setInputFiles(table(["elsewhere.jpg,rain,1"]));
  await expect(dialog).toContainText("No column names items of this dataset");
  await expect(dialog.getByRole("button", { name: /^Import/ })).toBeDisabled();
  await view.becomes("Ready");
});

test("a Viewer cannot import metadata", async ({ dataset, viewerPage }) => {
  const view = new DatasetView(viewerPage);
  await view.open(dataset.id);
  const menu = await view.openProcess();
  await expect(menu.getByRole("menuitem", { name: "Import metadata" })).toHaveAttribute("aria-disabled", "true");
});
