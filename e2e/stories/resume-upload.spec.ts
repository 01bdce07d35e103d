import { randomBytes } from "node:crypto";
import sharp from "sharp";
import { drawnImage, expect, test } from "../fixtures";

const jpeg = async (name: string, number: number) => ({
  name,
  mimeType: "image/jpeg",
  buffer: await drawnImage(number),
});
const TUS = /\/uploads\/[^/]+\/tus/;

test("an upload that a reload interrupted goes on with the same files", async ({ view, ownerPage, api, dataset }) => {
  const files = [await jpeg("first.jpg", 21), await jpeg("second.jpg", 22)];
  const nameOf = (request: { headers(): Record<string, string> }) =>
    Buffer.from(request.headers()["upload-metadata"]?.split(" ")[1] ?? "", "base64").toString();
  // The second file never gets through.
  await ownerPage.route(TUS, (route) =>
    nameOf(route.request()) === "second.jpg" ? route.abort("connectionreset") : route.continue(),
  );
  await ownerPage.getByRole("button", { name: "Add media" }).click();
  const dialog = ownerPage.getByRole("dialog", { name: "Add media" });
  await dialog.getByLabel("Files", { exact: true }).first().setInputFiles(files);
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog.getByText("1 of 2 files sent")).toBeVisible();
  // Only after the reload, or the page that is left would still send it.
  await ownerPage.reload();
  await ownerPage.unroute(TUS);

  const sent: string[] = [];
  ownerPage.on("request", (request) => {
    if (TUS.test(request.url()) && request.method() === "POST") sent.push(nameOf(request));
  });
  await ownerPage.getByRole("button", { name: "Add media" }).click();
  await expect(dialog.getByRole("status")).toContainText("An upload was interrupted. 1 file arrived");
  await dialog.getByRole("checkbox", { name: "Re-index right away" }).uncheck();
  await dialog.getByLabel("Files", { exact: true }).first().setInputFiles(files);
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await view.told("Media added", "Added 2 items");
  expect(sent).toEqual(["second.jpg"]);
  expect(await api.settle(dataset.id)).toBe("PARTIAL INDEX");
  await ownerPage.getByRole("button", { name: "Add media" }).click();
  await expect(dialog.getByRole("button", { name: "Add", exact: true })).toBeDisabled();
  await expect(dialog).not.toContainText("interrupted");
});

test("an upload goes on by itself when the connection comes back", async ({ view, ownerPage }) => {
  const noise = await sharp(randomBytes(900 * 900 * 3), { raw: { width: 900, height: 900, channels: 3 } })
    .png()
    .toBuffer();
  let refused = 0;
  await ownerPage.route(TUS, async (route) => {
    if (refused >= 2) return route.continue();
    refused += 1;
    await route.abort("internetdisconnected");
  });
  await ownerPage.getByRole("button", { name: "Add media" }).click();
  const dialog = ownerPage.getByRole("dialog", { name: "Add media" });
  await dialog
    .getByLabel("Files", { exact: true })
    .first()
    .setInputFiles({ name: "noise.png", mimeType: "image/png", buffer: noise });
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await view.told("Media added", "Added 1 item");
  await view.becomes("Ready");
  await expect(view.tile("noise.png")).toBeVisible();
  expect(refused).toBe(2);
});
