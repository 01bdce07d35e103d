import { describe, expect, it } from "vitest";
import { parseSettings, SettingsError } from "./env";

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
  ])("refuses %o with a clear text", (source, message) => {
    expect(() => parseSettings(source)).toThrow(SettingsError);
    expect(() => parseSettings(source)).toThrow(message);
  });
});
