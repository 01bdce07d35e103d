import { emailOf, expect, test } from "../fixtures";

// Its first snapshot is that of its creation.
test.use({ fresh: true });

test("an owner creates a snapshot and sees it on top as the Current Version @slow", async ({ view }) => {
  const catalog = await view.openCatalog();
  await expect(catalog.entries()).toHaveCount(1);
  await expect(catalog.entries().first()).toContainText("Current Version");
  await expect(catalog.entries().first()).toContainText("Creation");
  await catalog.create("Before cleaning", "Everything as delivered");
  await expect(view.toast("Snapshot created")).toBeVisible();
  const newest = catalog.entries().first();
  await expect(newest.getByRole("heading")).toHaveText("Before cleaning");
  await expect(newest).toContainText("Everything as delivered");
  await expect(newest).toContainText("Current Version");
  await expect(newest).toContainText("6 items");
  await expect(newest).toContainText(emailOf("owner"));
  await expect(catalog.current()).toHaveCount(1);
});

test("the Snapshots icon spins while a snapshot is being created", async ({ view, ownerPage }) => {
  const catalog = await view.openCatalog();
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  // The request is kept on the wire, as a slow network would; nothing of the product is replaced.
  await ownerPage.route("**/datasets/**", async (route) => {
    if (route.request().method() === "POST") await held;
    await route.continue();
  });
  await catalog.create("Slow");
  await expect(ownerPage.getByRole("button", { name: "Snapshots", includeHidden: true, exact: true })).toHaveAttribute(
    "aria-busy",
    "true",
  );
  release();
  await expect(catalog.entry("Slow")).toBeVisible();
  await expect(ownerPage.getByRole("button", { name: "Snapshots", includeHidden: true, exact: true })).toHaveAttribute(
    "aria-busy",
    "false",
  );
});

test("a snapshot needs a name", async ({ view }) => {
  const catalog = await view.openCatalog();
  await catalog.create("   ");
  await expect(catalog.dialog("Create Snapshot").getByRole("alert")).toHaveText("Enter a name for the snapshot");
  await expect(catalog.entries()).toHaveCount(0); // behind the dialog, and so not there for anyone
  await catalog.dialog("Create Snapshot").getByRole("button", { name: "Cancel" }).click();
  await expect(catalog.entries()).toHaveCount(1);
});
