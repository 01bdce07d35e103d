/**
 * For component tests: the packages that components use, so that all of them are prepared before the first test. What the
 * bundler finds later it loads anew, and with it a second React.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** What the files that components use from lib/ and the tests themselves need. */
const ALSO = ["react", "react/jsx-dev-runtime", "react-dom", "zod", "vitest-browser-react"];
const IMPORT = /from "((?:@[a-z][^"/]*\/)?[a-z][^"]*)"/g;
/** Not for the browser, or there already. */
const NOT_BUNDLED = /^(node:|vite$|vitest$|vitest\/|fast-check$|@vitest\/|@playwright\/)/;

export function clientPackages(root: string): string[] {
  const found = readdirSync(path.join(root, "components"), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file))
    .flatMap((file) =>
      [...readFileSync(path.join(root, "components", file), "utf8").matchAll(IMPORT)].map(([, name]) => name!),
    );
  return [...new Set([...ALSO, ...found])].filter((name) => !NOT_BUNDLED.test(name));
}
