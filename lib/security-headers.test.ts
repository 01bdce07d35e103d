import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { alsoAt, everyAnswer, policyAt, TOAST_STYLES } from "./security-headers";

const page = { nonce: "abc", dev: false };
const directivesOf = (policy: string): Map<string, string[]> =>
  new Map(policy.split("; ").map((text) => [text.split(" ")[0]!, text.split(" ").slice(1)]));

describe("the policy of a page", () => {
  const policy = directivesOf(policyAt("/datasets", page)!);

  it("runs only what carries the nonce, and takes nothing inline", () => {
    expect(policy.get("default-src")).toEqual(["'none'"]);
    expect(policy.get("script-src")).toEqual(["'nonce-abc'", "'strict-dynamic'"]);
    expect(policy.get("style-src")).toContain("'nonce-abc'");
    expect([...policy.values()].flat()).not.toContain("'unsafe-inline'");
    expect([...policy.values()].flat()).not.toContain("'unsafe-eval'");
  });

  it("takes and sends nothing elsewhere, and stands in no other page", () => {
    const elsewhere = [...policy.values()].flat().filter((source) => /^(\*|https?:|wss?:)/.test(source));
    expect(elsewhere).toEqual([]);
    expect(policy.get("frame-ancestors")).toEqual(["'none'"]);
    expect(policy.get("base-uri")).toEqual(["'none'"]);
    expect(policy.get("form-action")).toEqual(["'self'"]);
  });

  it("lets the development server do what it needs", () => {
    const dev = directivesOf(policyAt("/datasets", { ...page, dev: true })!);
    expect(dev.get("script-src")).toContain("'unsafe-eval'");
    expect(dev.get("style-src")).toContain("'unsafe-inline'");
  });

  it("knows the styles of the installed toasts", () => {
    const source = readFileSync("node_modules/sonner/dist/index.mjs", "utf8");
    const inserted = /__insertCSS\((".*?")\);/s.exec(source)?.[1];
    const digest = createHash("sha256")
      .update(JSON.parse(inserted!) as string)
      .digest("base64");
    expect(TOAST_STYLES).toEqual([
      `'sha256-${createHash("sha256").update("").digest("base64")}'`,
      `'sha256-${digest}'`,
    ]);
  });
});

describe("what goes with every answer", () => {
  it("is never sniffed nor framed", () => {
    expect(everyAnswer(false)).toMatchObject({ "x-content-type-options": "nosniff", "x-frame-options": "DENY" });
  });

  it("asks for https only where people reach us by it", () => {
    expect(everyAnswer(false)).not.toHaveProperty("strict-transport-security");
    expect(everyAnswer(true)["strict-transport-security"]).toMatch(/^max-age=\d{8}; includeSubDomains$/);
  });
});

describe("the policy at a path", () => {
  it.each(["/", "/datasets/1?q=tag:night", "/apidocs"])("%s is a page", (path) => {
    expect(policyAt(path, page)).toContain("'nonce-abc'");
  });
  it.each(["/api", "/api?x", "/api/v1/datasets", "/api/v1/media/1/original"])("%s is data", (path) => {
    expect(policyAt(path, page)).toMatch(/^default-src 'none';.*; sandbox$/);
  });
  it("lets the sign-in library send its forms", () => {
    expect(policyAt("/api/auth/signout", page)).toBe(
      "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
  });
  it("says nothing of what the build made", () => expect(policyAt("/_next/static/a.js", page)).toBeNull());
});

describe("the address of a public link", () => {
  it("is told to no other site and listed nowhere", () => {
    const told = { "referrer-policy": "no-referrer", "x-robots-tag": "noindex, nofollow" };
    for (const path of ["/public/secret", "/public", "/public?x=1"]) expect(alsoAt(path), path).toEqual(told);
    for (const path of ["/", "/publications", "/datasets/1", "/api/v1/datasets"])
      expect(alsoAt(path), path).toEqual({});
  });
});
