/**
 * The rooms of lib: which imports which. A room is a folder, or a file that lies in lib itself. Imports go one way, so that a
 * room can be read without those above it, and only through doors: a room's repository is its own.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const files = readdirSync(path.join(root, "lib"), { recursive: true, encoding: "utf8" })
  .map((file) => `lib/${file.split(path.sep).join("/")}`)
  .filter((file) => file.endsWith(".ts") && !/\.test\.ts$|test-support|^lib\/generated\//.test(file));
const roomOf = (file: string): string => file.split("/")[1]!.replace(/\.ts$/, "");

interface Import {
  readonly from: string;
  readonly to: string;
}
const imports: Import[] = files.flatMap((file) =>
  [...readFileSync(path.join(root, file), "utf8").matchAll(/(?:from|import\()\s*"((?:@\/|\.{1,2}\/)[^"]+)"/g)].map(
    ([, target]) => ({
      from: file,
      to: target!.startsWith("@/") ? target!.slice(2) : path.posix.join(path.posix.dirname(file), target!),
    }),
  ),
);
const between = imports.filter(
  ({ from, to }) => to.startsWith("lib/") && !to.startsWith("lib/generated/") && roomOf(from) !== roomOf(to),
);

/** Rooms, or files, from the ground up: each imports only those before it. What is left over goes in a circle, or rests on one. */
function floors(edges: readonly Import[], nameOf = roomOf): { order: string[]; circle: string[] } {
  const needs = new Map<string, Set<string>>(files.map((file) => [nameOf(file), new Set()]));
  for (const { from, to } of edges) needs.get(nameOf(from))!.add(nameOf(to));
  const order: string[] = [];
  for (;;) {
    const free = [...needs.keys()]
      .filter((room) => [...needs.get(room)!].every((other) => order.includes(other)))
      .sort();
    if (free.length === 0) return { order, circle: [...needs.keys()].sort() };
    for (const room of free) {
      order.push(room);
      needs.delete(room);
    }
  }
}

describe("the rooms of lib", () => {
  it("import each other in one direction, never in a circle", () => {
    const { circle } = floors(between);
    const inCircle = between.filter(({ from, to }) => circle.includes(roomOf(from)) && circle.includes(roomOf(to)));
    expect(inCircle.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it("have no circle of files within, types included", () => {
    const nameOf = (file: string) => file.replace(/\.ts$/, "");
    const within = imports.filter(({ to }) => to.startsWith("lib/") && !to.startsWith("lib/generated/"));
    expect(floors(within, nameOf).circle).toEqual([]);
  });

  it("has a circle found when there is one", () => {
    const { circle } = floors([...between, { from: "lib/versioning/state.ts", to: "lib/commits/gate" }]);
    expect(circle).toEqual(expect.arrayContaining(["versioning", "states", "commits"]));
  });

  it("keep their repositories to themselves", () => {
    expect(between.filter(({ to }) => to.endsWith("/repository")).map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it("leave moving heads to the gate", () => {
    // The statements are lib/commits/repository.ts; whoever else wants a change hands effects to the gate.
    const writers = files.filter((file) =>
      /\b(UPDATE dataset\b|INSERT INTO (dataset|snapshot|state|version_object)\b)/.test(
        readFileSync(path.join(root, file), "utf8"),
      ),
    );
    expect(writers).toEqual(["lib/commits/repository.ts"]);
  });

  it("have services that lie above what they serve", () => {
    const { order } = floors(between);
    const before = (lower: string, upper: string) => expect(order.indexOf(lower)).toBeLessThan(order.indexOf(upper));
    for (const [lower, upper] of [
      ["versioning", "states"],
      ["states", "commits"],
      ["operations", "access"],
      ["access", "commits"],
      ["commits", "edits"],
      ["search", "edits"],
      ["commits", "tasks"],
      ["tasks", "worker"],
    ] as const)
      before(lower, upper);
  });

  it("call what they share with the whole process by different names", () => {
    // A name that two of them take is one value for both, of whichever came first.
    const calls = files.flatMap((file) => {
      const text = readFileSync(path.join(root, file), "utf8");
      return [...text.matchAll(/(?<!function )\bprocessWide\b(?:<.*>)?\(\s*("[^"]*")?/g)].map(([, name]) => ({
        file,
        name,
      }));
    });
    expect(calls.length).toBeGreaterThan(5);
    expect(calls.filter(({ name }, at) => !name || calls.findIndex((other) => other.name === name) !== at)).toEqual([]);
  });

  it("tell bundlers which of their files are for servers only", () => {
    const entries = files.filter((file) =>
      /\/(service|repository|operations|gate|runner)\.ts$|^lib\/(db|env|http)\.ts$/.test(file),
    );
    expect(entries.length).toBeGreaterThan(40);
    expect(
      entries.filter((file) => !readFileSync(path.join(root, file), "utf8").includes('import "server-only";')),
    ).toEqual([]);
  });
});
