import { expect, manyImages, test } from "../fixtures";
import { shown } from "../waiting";
import { sql, withFault } from "./support";

test("a snapshot that cannot be created is told in a toast, and the dataset is Ready again", async ({ view }) => {
  const catalog = await view.openCatalog();
  await withFault("snapshot", "NEW.name = 'Doomed'", "no space left on device", async () => {
    await catalog.create("Doomed");
    await expect(view.toast("The snapshot could not be created: Something went wrong on the server")).toBeVisible();
    await catalog.dialog("Create Snapshot").getByRole("button", { name: "Cancel" }).click();
  });
  await expect(catalog.entry("Doomed")).toHaveCount(0);
  await expect(catalog.entries()).toHaveCount(1);
  await catalog.close();
  await view.becomes("Ready");
});

test("a restore that fails leaves the dataset as it was", async ({ view, api, dataset, ownerPage }) => {
  await api.createSnapshot(dataset.id, "Target");
  await api.tag(dataset.id, [(await api.items(dataset.id))[0]!.media_id], "kept");
  await api.createSnapshot(dataset.id, "Later");
  const before = await api.items(dataset.id);
  const catalog = await view.openCatalog();
  await withFault("dataset_event", "NEW.kind = 'restore'", "the server went away", async () => {
    await catalog.choose("Target", "Restore");
    await catalog.dialog("Restore Snapshot").getByRole("button", { name: "Yes" }).click();
    await view.told("Restore failed", "Something went wrong on the server (reference");
  });
  await expect(catalog.entry("Later")).toContainText("Current Version");
  await expect(catalog.entries()).toHaveCount(3);
  await catalog.close();
  await view.becomes("Ready");
  expect(await api.items(dataset.id)).toEqual(before);

  await ownerPage.goto(`/tasks?dataset_id=${dataset.id}`);
  const row = ownerPage.getByRole("row").filter({ hasText: "Snapshot Restore" });
  await expect(row).toContainText("Failed");
  await row.getByRole("button", { name: "Details" }).click();
  await expect(ownerPage.getByText("Something went wrong on the server (reference")).toBeVisible();
  await row.getByRole("button", { name: "Retry" }).click();
  await shown(ownerPage.request, dataset.id, ownerPage.getByRole("row").filter({ hasText: "Restored “Target”" }));
});

test("items that cannot be read while scrolling say so, and are read when one tries again", async ({
  view,
  api,
  dataset,
  ownerPage,
}) => {
  await api.addMedia(dataset.id, await manyImages(100, 140));
  await view.expectCount(146);
  // The application may not read items for a moment, as when the database is in trouble.
  await sql("REVOKE SELECT ON item FROM stillframe_app");
  const alert = ownerPage.getByRole("alert").filter({ hasText: "Some items could not be read" });
  try {
    await view.scrubber.press("End");
    await expect(alert).toContainText("Something went wrong on the server (reference");
  } finally {
    await sql("GRANT SELECT ON item TO stillframe_app");
  }
  await alert.getByRole("button", { name: "Try again" }).click();
  await expect(view.tile("image-239.jpg")).toBeInViewport();
  await expect(alert).toBeHidden();
});

test("an address below /api that is none answers 404 as JSON, however it is asked", async ({ api }) => {
  for (const path of ["/api/nothing", "/api/v1/dataset/x/nothing/at/all"]) {
    const answers = [
      await api.request.get(path),
      await api.request.post(path, {
        multipart: { file: { name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("a") } },
      }),
      await api.request.delete(path),
    ];
    for (const answer of answers) {
      expect(answer.status()).toBe(404);
      expect(await answer.json()).toEqual({ detail: `${path} not found` });
    }
  }
});
