import { describe, expect, it } from "vitest";
import { page } from "vitest/browser";
import { render } from "@/components/testing/render";
import { Markdown } from "./markdown";

const show = async (text: string) => (await render(<Markdown>{text}</Markdown>)).container;

describe("what people write in Markdown", () => {
  it("is shown as what it means, below the page's own headings", async () => {
    await show("# Harbour\n\n**Night** drives\nfrom 2026\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |");
    await expect.element(page.getByRole("heading", { level: 3, name: "Harbour" })).toBeVisible();
    await expect.element(page.getByText("Night", { exact: true })).toHaveProperty("tagName", "STRONG");
    expect(page.getByRole("listitem").elements()).toHaveLength(2);
    await expect.element(page.getByRole("table").getByText("b", { exact: true })).toBeVisible();
  });

  it("leads elsewhere without telling where from, and nowhere where that is not safe", async () => {
    await show("[site](https://example.org/a) [script](javascript:alert(1)) [data](data:text/html,x) [here](/tasks)");
    const site = page.getByRole("link", { name: "site" });
    await expect.element(site).toHaveAttribute("href", "https://example.org/a");
    await expect.element(site).toHaveAttribute("rel", "noopener nofollow");
    for (const name of ["script", "data"])
      expect(page.getByText(name, { exact: true }).element().getAttribute("href") ?? "").toBe("");
  });

  it.each([
    "<script>window.hurt = true</script>",
    "<img src=x onerror='window.hurt = true'>",
    "<a href='javascript:window.hurt = true'>x</a>",
    "<iframe src='https://example.org'></iframe> and <style>body { display: none }</style>",
    "![a boat](https://example.org/boat.png) ![x](x' onerror='window.hurt=true)",
  ])("runs, loads and styles nothing: %s", async (text) => {
    const container = await show(`Before\n\n${text}\n\nAfter`);
    await expect.element(page.getByText("After", { exact: true })).toBeVisible();
    expect(container.querySelectorAll("script, img, iframe, style, [onerror], a[href^='javascript']")).toHaveLength(0);
    expect("hurt" in window).toBe(false);
  });

  it("tells a picture by its words", async () => {
    await show("![a boat](https://example.org/boat.png)");
    await expect.element(page.getByText("a boat")).toBeVisible();
  });
});
