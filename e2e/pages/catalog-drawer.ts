import { expect, type Locator, type Page } from "@playwright/test";
import { shownOn } from "../waiting";

type MenuAction = "Edit" | "Clone" | "Copy Snapshot ID" | "Pin" | "Unpin" | "Restore" | "Remove" | "Discard changes";

/** The Snapshot Catalog drawer and its dialogs. */
export class CatalogDrawer {
  readonly drawer: Locator;
  readonly search: Locator;
  readonly createButton: Locator;

  constructor(readonly page: Page) {
    this.drawer = page.getByRole("dialog", { name: "Snapshot Catalog" });
    this.search = this.drawer.getByRole("searchbox");
    this.createButton = this.drawer.getByRole("button", { name: "Create a snapshot" });
  }

  entries = (): Locator => this.drawer.getByRole("listitem");
  entry = (name: string): Locator =>
    this.drawer.getByRole("listitem").filter({ has: this.page.getByRole("heading", { name, exact: true }) });
  current = (): Locator => this.entries().filter({ hasText: "Current Version" });
  dialog = (title: string): Locator => this.page.getByRole("dialog", { name: title });

  async create(name: string, description = ""): Promise<void> {
    await this.createButton.click();
    const dialog = this.dialog("Create Snapshot");
    await dialog.getByRole("textbox", { name: "Name" }).fill(name);
    if (description) await dialog.getByRole("textbox", { name: "Description" }).fill(description);
    await dialog.getByRole("button", { name: "Create" }).click();
  }

  async openMenu(name: string): Promise<Locator> {
    await this.entry(name)
      .getByRole("button", { name: `Actions for ${name}` })
      .click();
    const menu = this.page.getByRole("menu");
    await expect(menu).toBeVisible();
    return menu;
  }

  async choose(name: string, action: MenuAction): Promise<void> {
    await (await this.openMenu(name)).getByRole("menuitem", { name: action, exact: action === "Pin" }).click();
  }

  /** Restores and waits until the badge is on the restored snapshot. */
  async restore(name: string): Promise<void> {
    await this.choose(name, "Restore");
    await this.dialog("Restore Snapshot").getByRole("button", { name: "Yes" }).click();
    await this.becomesCurrent(this.entry(name));
  }

  /** Waits, for as long as the restore moves, until the badge is on the entry. */
  becomesCurrent = (entry: Locator): Promise<void> => shownOn(this.page, entry.filter({ hasText: "Current Version" }));

  async close(): Promise<void> {
    await this.drawer.getByRole("button", { name: "Close" }).click();
    await expect(this.drawer).toBeHidden();
  }
}
