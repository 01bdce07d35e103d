/** Finds a Chromium, or installs Debian's where that is possible; and an ffmpeg, which Playwright needs for videos of failures. */
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";
import { canInstall, installPackage } from "./packages";

/** Lets Playwright use the machine's ffmpeg where its own was not downloaded. False: failures come without a video. */
export function provideFfmpeg(): boolean {
  const list = JSON.parse(readFileSync("node_modules/playwright-core/browsers.json", "utf8")) as {
    browsers: { name: string; revision: string }[];
  };
  const revision = list.browsers.find((browser) => browser.name === "ffmpeg")!.revision;
  const cache = chromium.executablePath().split(`${path.sep}chromium`)[0]!;
  const target = path.join(cache, `ffmpeg-${revision}`, `ffmpeg-${process.platform === "darwin" ? "mac" : "linux"}`);
  if (existsSync(target)) return true;
  if (process.platform !== "linux") return false;
  if (!existsSync("/usr/bin/ffmpeg") && canInstall()) {
    console.log("▸ Installing ffmpeg for videos of failures");
    installPackage("ffmpeg");
  }
  if (!existsSync("/usr/bin/ffmpeg")) return false;
  mkdirSync(path.dirname(target), { recursive: true });
  symlinkSync("/usr/bin/ffmpeg", target);
  return true;
}

export function findChromium(): string {
  const known = [
    process.env.CHROME_PATH,
    chromium.executablePath(),
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
  ];
  const found = known.find((path) => path && existsSync(path));
  if (found) return found;
  if (canInstall()) {
    console.log("▸ Installing Chromium for the browser tests");
    installPackage("chromium");
    if (existsSync("/usr/bin/chromium")) return "/usr/bin/chromium";
  }
  throw new Error("No Chromium was found. Install one (npx playwright install chromium) or set CHROME_PATH.");
}
