/**
 * For component tests: a module of server actions becomes one that hands each call to the test (components/testing/server.ts),
 * as the framework's build replaces it by calls of the server.
 */
import type { Plugin } from "vite";

export const serverActions = (): Plugin => ({
  name: "server-actions",
  enforce: "pre",
  transform(code, id) {
    if (!/\/app\/.*actions\.ts$/.test(id) || !code.includes('"use server"')) return null;
    const names = [...code.matchAll(/^export const (\w+)/gm)].map(([, name]) => name!);
    return [
      'import { callAction } from "@/components/testing/server";',
      ...names.map((name) => `export const ${name} = (before, data) => callAction("${name}", data);`),
    ].join("\n");
  },
});
