import { describe, expect, it } from "vitest";
import { defaultCacheMegabytes, demoReach, parseSettings, SettingsError } from "./env";

describe("parseSettings", () => {
  it("needs nothing", () => {
    const settings = parseSettings({});
    expect(settings).toMatchObject({ port: 3000, demo: true, databaseUrl: undefined });
    expect(settings.dataDir).toMatch(/\/\.data$/);
  });
  it("takes an empty value for none", () => expect(parseSettings({ PORT: "", DATABASE_URL: "" }).port).toBe(3000));
  it.each<[Record<string, string>, RegExp]>([
    [{ PORT: "http" }, /PORT/],
    [{ PORT: "70000" }, /PORT/],
    [{ STILLFRAME_DEMO: "yes" }, /STILLFRAME_DEMO/],
    [{ DATABASE_URL: "mysql://x" }, /DATABASE_URL: must look like postgresql/],
    [{ DATABASE_URL: "postgresql://x" }, /AUTH_SECRET: is required when DATABASE_URL is set/],
    [{ AUTH_SECRET: "short" }, /AUTH_SECRET: must have at least 32/],
    [{ STILLFRAME_DEMO_PASSWORD: "short" }, /STILLFRAME_DEMO_PASSWORD/],
    [{ STILLFRAME_URL: "here" }, /STILLFRAME_URL/],
    [{ STILLFRAME_CACHE_MB: "0" }, /STILLFRAME_CACHE_MB: must be at least 1/],
    [{ STILLFRAME_CACHE_MB: "1.5" }, /STILLFRAME_CACHE_MB: must be a whole number/],
    [{ STILLFRAME_CACHE_MB: "all" }, /STILLFRAME_CACHE_MB/],
  ])("refuses %o with a clear text", (source, message) => {
    expect(() => parseSettings(source)).toThrow(SettingsError);
    expect(() => parseSettings(source)).toThrow(message);
  });
});

describe("who reaches the server", () => {
  it.each<[Record<string, string>, string, RegExp | null]>([
    [{}, "127.0.0.1", /^Demo mode: reachable from this machine only; set HOST=0\.0\.0\.0 to /],
    [{ STILLFRAME_DEMO: "1", HOST: "" }, "127.0.0.1", /this machine only/],
    [{ HOST: "localhost" }, "localhost", /this machine only/],
    [{ HOST: "::1" }, "::1", /this machine only/],
    [{ HOST: "0.0.0.0" }, "0.0.0.0", /whoever reaches this machine signs in with one click/],
    [{ HOST: "::" }, "::", /whoever reaches this machine/],
    [{ HOST: "10.0.0.5" }, "10.0.0.5", /whoever reaches 10\.0\.0\.5/],
    [{ STILLFRAME_DEMO: "0" }, "0.0.0.0", null],
    [{ STILLFRAME_DEMO: "0", HOST: "127.0.0.1" }, "127.0.0.1", null],
  ])("with %o is %s", (source, host, note) => {
    const settings = parseSettings(source);
    expect(settings.host).toBe(host);
    const text = demoReach(settings);
    if (note === null) expect(text).toBeNull();
    else expect(text).toMatch(note);
    expect(text ?? "").not.toContain("\n");
  });
});

describe("the memory for derived values", () => {
  const MEGABYTE = 1024 * 1024;
  it.each([
    [256, 128],
    [1_024, 256],
    [2_048, 512],
    [64 * 1_024, 1_024],
  ])("of %i MB is %i MB", (memory, cache) => expect(defaultCacheMegabytes(memory * MEGABYTE)).toBe(cache));
  it("is what the setting says", () =>
    expect(parseSettings({ STILLFRAME_CACHE_MB: "300" }).cacheBytes).toBe(300 * MEGABYTE));
  it("is within its bounds without one", () => {
    const { cacheBytes } = parseSettings({});
    expect(cacheBytes).toBeGreaterThanOrEqual(128 * MEGABYTE);
    expect(cacheBytes).toBeLessThanOrEqual(1_024 * MEGABYTE);
  });
});
