import { createHmac } from "node:crypto";
import { expect, test } from "../fixtures";

test("an API key made in Settings signs tokens until it is revoked", async ({ ownerPage, playwright, baseURL }) => {
  const name = `Key ${Date.now().toString(36)}`;
  await ownerPage.goto("/settings");
  await ownerPage.getByRole("textbox", { name: "Name of the new key" }).fill(name);
  await ownerPage.getByRole("button", { name: "Create key" }).click();
  const dialog = ownerPage.getByRole("dialog", { name: "API key created" });
  await dialog.getByRole("button", { name: "Copy as JSON" }).click();
  const { api_key, api_secret } = JSON.parse(await ownerPage.evaluate(() => navigator.clipboard.readText())) as {
    api_key: string;
    api_secret: string;
  };
  await dialog.getByRole("button", { name: "Done" }).click();

  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const signed = `${encode({ alg: "HS256", typ: "JWT", kid: api_key })}.${encode({ sub: api_key, iat: now, exp: now + 300 })}`;
  const token = `${signed}.${createHmac("sha256", api_secret).update(signed).digest("base64url")}`;
  const script = await playwright.request.newContext({
    baseURL,
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
  });
  expect((await script.get("/api/v1/datasets")).status()).toBe(200);

  await ownerPage.getByRole("button", { name: `Revoke ${name}` }).click();
  await ownerPage.getByRole("dialog", { name: "Revoke API key" }).getByRole("button", { name: "Yes" }).click();
  await expect(ownerPage.getByText("API key revoked")).toBeVisible();
  expect((await script.get("/api/v1/datasets")).status()).toBe(401);
  await script.dispose();
});
