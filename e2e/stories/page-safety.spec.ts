import { expect, test } from "../fixtures";
import { answering } from "../waiting";

const PAGES = ["/datasets", "/tasks", "/settings", "/sign-in", "/nowhere"];

test("pages run nothing but their own scripts, and what people bring runs nothing", async ({
  dataset,
  ownerPage,
  api,
}) => {
  const nonces = new Set<string>();
  for (const path of [...PAGES, `/datasets/${dataset.id}`]) {
    const response = await ownerPage.request.get(path);
    const policy = response.headers()["content-security-policy"]!;
    expect(policy, path).toContain("frame-ancestors 'none'");
    expect(policy, path).not.toContain("unsafe-inline");
    nonces.add(/'nonce-([^']+)'/.exec(policy)![1]!);
    const html = await response.text();
    expect(html, `${path} has a style attribute`).not.toMatch(/<[a-z]+[^>]* style=/);
    for (const script of html.match(/<script[^>]*>/g) ?? []) expect(script, path).toContain("nonce=");
  }
  expect(nonces.size, "a nonce for every answer").toBe(PAGES.length + 1);

  const lie = await ownerPage.request.get("/datasets", {
    headers: { "content-security-policy": "script-src 'nonce-mine'" },
  });
  expect(await lie.text()).not.toContain('nonce="mine"');

  const { items } = await api.json<{ items: { url: string; thumbnail_url: string }[] }>(
    "get",
    `/dataset/${dataset.id}/items`,
  );
  for (const url of [items[0]!.url, items[0]!.thumbnail_url]) {
    const { "content-security-policy": policy, "x-content-type-options": sniffing } = (
      await ownerPage.request.get(url)
    ).headers();
    expect(policy).toContain("sandbox");
    expect(sniffing).toBe("nosniff");
  }
  const data = await ownerPage.request.get("/api/v1/datasets");
  expect(data.headers()["content-security-policy"]).toContain("default-src 'none'");

  // Whatever came into the page, the browser refuses to run it. The refusal is told on the console, of a page that is nobody's story.
  const page = await ownerPage.context().newPage();
  await page.goto("/datasets");
  await answering(page);
  const refused = page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
        const script = document.createElement("div");
        script.innerHTML = '<img src="/icon.svg" onload="document.title = `ran`">';
        document.body.append(script);
      }),
  );
  expect(await refused).toMatch(/^script-src/);
  await expect(page).not.toHaveTitle("ran");
  await page.close();
});
