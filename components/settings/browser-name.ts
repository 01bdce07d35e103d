/** The first that fits: every browser also claims to be those below it. */
const BROWSERS = [
  ["Edge", /\bEdg(e|A|iOS)?\//],
  ["Opera", /\bOPR\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Firefox", /\b(Firefox|FxiOS)\//],
  ["Chrome", /\b(HeadlessChrome|Chrome|Chromium|CriOS)\//],
  ["Safari", /\bVersion\/.*\bSafari\//],
] as const;
const SYSTEMS = [
  ["Android", /\bAndroid\b/],
  ["iPhone", /\biPhone\b/],
  ["iPad", /\biPad\b/],
  ["Windows", /\bWindows\b/],
  ["macOS", /\bMac OS X\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["Linux", /\bLinux\b/],
] as const;

/** How people call a browser that calls itself by a `User-Agent` (RFC 9110 §10.1.5); itself where it is none of the known ones. */
export function browserName(userAgent: string): string {
  const browser = BROWSERS.find(([, words]) => words.test(userAgent))?.[0];
  const system = SYSTEMS.find(([, words]) => words.test(userAgent))?.[0];
  if (!browser) return userAgent || "Unknown browser";
  return system ? `${browser} on ${system}` : browser;
}
