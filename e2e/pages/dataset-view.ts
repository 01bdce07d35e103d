import { expect, type Locator, type Page } from "@playwright/test";
import { shownOn } from "../waiting";
import { CatalogDrawer } from "./catalog-drawer";

export type ProcessAction =
  | "Enrich"
  | "Propagate labels"
  | "Import metadata"
  | "Import annotations"
  | "Re-index"
  | "Merge another dataset in…"
  | "Assign splits";

/** The dataset page: header, grid, selection. */
export class DatasetView {
  readonly catalog: CatalogDrawer;
  readonly snapshotsButton: Locator;
  readonly selection: Locator;
  /** The field with the version that is looked at. */
  readonly version: Locator;
  readonly search: Locator;
  readonly filters: Locator;
  readonly scrubber: Locator;

  constructor(readonly page: Page) {
    this.catalog = new CatalogDrawer(page);
    this.snapshotsButton = page.getByRole("button", { name: "Snapshots", exact: true });
    this.selection = page.getByRole("region", { name: "Selection" });
    this.version = page.getByRole("combobox", { name: "Selected Version", exact: true });
    this.search = page.getByRole("combobox", { name: "Search items" });
    this.filters = page.getByRole("complementary", { name: "Filters" });
    this.scrubber = page.getByRole("slider", { name: "Position in the list" });
  }

  async open(datasetId: string): Promise<void> {
    await this.page.goto(`/datasets/${datasetId}`);
    await expect(this.snapshotsButton).toBeVisible();
  }

  async openCatalog(): Promise<CatalogDrawer> {
    await this.snapshotsButton.click();
    await expect(this.catalog.drawer).toBeVisible();
    return this.catalog;
  }

  /** Looks at a version, found by its name. */
  async selectVersion(name: string): Promise<void> {
    await this.version.click();
    await this.page.getByPlaceholder("Search versions").fill(name);
    // Times are in the names of options, too: “just now”.
    await this.page.getByRole("option", { name: new RegExp(`^${name}`) }).click();
    await expect(this.version).toContainText(name);
  }

  tile = (name: string): Locator => this.page.getByRole("button", { name, exact: true });
  status = (label: string): Locator => this.page.getByText(label, { exact: true }).first();
  toast = (text: string | RegExp): Locator => this.page.getByRole("listitem").filter({ hasText: text });

  /** Waits for what a task of the dataset makes, for as long as the task moves. */
  shows = (locator: Locator): Promise<void> => shownOn(this.page, locator);
  becomes = (label: string): Promise<void> => this.shows(this.status(label));
  /** Waits for the message about a task that is over. */
  async told(title: string, more = ""): Promise<void> {
    await this.shows(this.toast(title).first());
    await expect(this.toast(title)).toContainText(more);
  }

  async select(...names: string[]): Promise<void> {
    for (const [index, name] of names.entries())
      await this.tile(name).click(index === 0 ? {} : { modifiers: ["ControlOrMeta"] });
    await expect(this.selection).toContainText(`${names.length} ${names.length === 1 ? "item" : "items"} selected`);
  }

  /** Tag, Untag, Label or Unlabel the selected items. */
  async apply(edit: "Tag" | "Untag" | "Label" | "Unlabel", word: string): Promise<void> {
    await this.selection.getByRole("button", { name: edit, exact: true }).click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: edit.endsWith("ag") ? "Tag" : "Label" }).fill(word);
    await dialog.getByRole("button", { name: edit, exact: true }).click();
    await expect(dialog).toBeHidden();
  }

  /** Opens the window that adds what is selected to a dataset, or removes it. */
  async openDatasets(title: string): Promise<Locator> {
    await this.selection.getByRole("button", { name: "Dataset…" }).click();
    await expect(this.page.getByRole("dialog", { name: title, exact: true })).toBeVisible();
    // Its title says how many are meant, which changes.
    return this.page.getByRole("dialog");
  }

  /** Opens the menu of what the worker does with the items that are there. */
  async openProcess(): Promise<Locator> {
    await this.page.getByRole("button", { name: "Process", exact: true }).click();
    const menu = this.page.getByRole("menu");
    await expect(menu).toBeVisible();
    return menu;
  }

  async process(action: ProcessAction): Promise<void> {
    await (await this.openProcess()).getByRole("menuitem", { name: action, exact: true }).click();
  }

  /** Opens the menu of what is rare. */
  async openMore(): Promise<Locator> {
    await this.page.getByRole("button", { name: "More about this dataset", exact: true }).click();
    const menu = this.page.getByRole("menu");
    await expect(menu).toBeVisible();
    return menu;
  }

  /** Searches, and waits until that many items are listed. */
  async searchFor(q: string, expected: number): Promise<void> {
    await this.search.fill(q);
    await this.search.press("Enter");
    await this.expectCount(expected);
    // The count may have been the same before.
    await expect(this.page.locator('[aria-busy="true"]')).toHaveCount(0);
  }

  expectCount = (count: number): Promise<void> =>
    expect(this.page.getByText(`${count} ${count === 1 ? "item" : "items"}`, { exact: true })).toBeVisible();
  facet = (section: string): Locator => this.filters.getByRole("region", { name: section, exact: true });

  /** Opens an item by double click. */
  async openItem(name: string): Promise<Locator> {
    await this.tile(name).dblclick();
    const item = this.page.getByRole("dialog", { name });
    await expect(item).toBeVisible();
    return item;
  }

  async deleteSelected(): Promise<void> {
    await this.selection.getByRole("button", { name: "Delete" }).click();
    await this.page.getByRole("dialog", { name: "Delete items" }).getByRole("button", { name: "Delete" }).click();
    await expect(this.page.getByRole("dialog")).toBeHidden();
  }

  /** Names of the tiles that are shown, in order. */
  tileNames = (): Promise<string[]> =>
    this.page
      .getByRole("button", { name: /^image-\d+\.jpg$/ })
      .evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute("aria-label") ?? ""));
}
