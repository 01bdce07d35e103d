/** What must never change is attacked with the application's own role and as the database's owner, and refused. */
import { beforeAll, describe, expect, it } from "vitest";
import { readFile } from "node:fs/promises";
import { db } from "@/lib/db";
import { asAdmin, newDataset, newUser } from "./world";

const TABLES = ["media", "item", "revision", "version_object", "state"];

beforeAll(async () => {
  await newDataset(await newUser(), 3);
});

describe.each(TABLES)("%s", (table) => {
  const column = table === "media" ? "created_at" : "lineage_id";
  it.each([
    ["UPDATE", `UPDATE ${table} SET ${column} = ${column}`],
    ["DELETE", `DELETE FROM ${table}`],
    ["TRUNCATE", `TRUNCATE ${table} CASCADE`],
  ])("%s is refused", async (_name, sql) => {
    const [{ count: before }] = (await asAdmin<{ count: string }>(`SELECT count(*) FROM ${table}`)) as [
      { count: string },
    ];
    expect(Number(before)).toBeGreaterThan(0);
    await expect(db.$executeRawUnsafe(sql)).rejects.toThrow(/permission denied|immutable/);
    await expect(asAdmin(sql)).rejects.toThrow(/immutable/);
    expect(await asAdmin(`SELECT count(*) FROM ${table}`)).toEqual([{ count: before }]);
  });
});

it("the application's role cannot switch the triggers off, take another role's tables, or read migrations", async () => {
  expect(await db.$queryRaw`SELECT current_user::text AS who`).toEqual([{ who: "stillframe_app" }]);
  await expect(db.$executeRawUnsafe("ALTER TABLE state DISABLE TRIGGER ALL")).rejects.toThrow(/owner/);
  await expect(db.$executeRawUnsafe("DROP TABLE state")).rejects.toThrow(/owner/);
  await expect(db.$queryRawUnsafe("SELECT * FROM _prisma_migrations")).rejects.toThrow(/permission denied/);
});

it("Prisma's own calls are refused as well", async () => {
  const state = await db.state.findFirstOrThrow();
  await expect(db.state.update({ where: { id: state.id }, data: { nItems: 0 } })).rejects.toThrow(/permission denied/);
  await expect(db.revision.deleteMany()).rejects.toThrow(/permission denied/);
});

it("a snapshot can be renamed but never pointed elsewhere", async () => {
  const snapshot = await db.snapshot.findFirstOrThrow();
  await expect(db.snapshot.update({ where: { id: snapshot.id }, data: { reason: "manual" } })).rejects.toThrow(
    /never changes/,
  );
  await expect(
    asAdmin("UPDATE snapshot SET created_by = 'somebody else' WHERE id = $1", [snapshot.id]),
  ).rejects.toThrow(/never changes/);
  await db.snapshot.update({ where: { id: snapshot.id }, data: { name: "Renamed" } });
});

it("numbers are never given out twice", async () => {
  await expect(db.$executeRawUnsafe("UPDATE lineage SET next_item_no = 0")).rejects.toThrow(/never reused/);
});

it("the collector's role may delete, and nothing else", async () => {
  const [{ ok }] = (await asAdmin<{ ok: boolean }>(
    "SELECT bool_and(has_table_privilege('stillframe_collector', t, 'DELETE') AND NOT has_table_privilege('stillframe_collector', t, 'UPDATE')) AS ok FROM unnest($1::text[]) t",
    [TABLES],
  )) as [{ ok: boolean }];
  expect(ok).toBe(true);
});

it("the statuses and tasks of a dataset cannot contradict each other", async () => {
  const dataset = await db.dataset.findFirstOrThrow({ where: { status: "READY" } });
  await expect(db.dataset.update({ where: { id: dataset.id }, data: { status: "READ_ONLY" } })).rejects.toThrow();
  await expect(db.dataset.update({ where: { id: dataset.id }, data: { status: "ERROR" } })).rejects.toThrow();
});

it("schema.prisma and the migrated database agree, column by column", async () => {
  const schema = await readFile("prisma/schema.prisma", "utf8");
  const models = [...schema.matchAll(/^model (\w+) \{([\s\S]*?)^\}/gm)];
  const scalars = new Set([
    "String",
    "Int",
    "BigInt",
    "Boolean",
    "DateTime",
    "Json",
    "Bytes",
    ...[...schema.matchAll(/^enum (\w+)/gm)].map((match) => match[1]!),
  ]);
  const declared = models.flatMap(([, name, body]) => {
    const table = /@@map\("(\w+)"\)/.exec(body!)?.[1] ?? name!;
    return (
      [...body!.matchAll(/^ {2}(\w+) +(\w+)(\?|\[\])?(.*)$/gm)]
        // A list of models is a relation, a list of anything else a column.
        .filter(([, , type]) => scalars.has(type!))
        .map(
          ([, field, , optional, rest]) =>
            `${table}.${/@map\("(\w+)"\)/.exec(rest!)?.[1] ?? field}${optional === "?" ? " null" : ""}`,
        )
    );
  });
  const actual = await asAdmin<{ text: string }>(
    `SELECT table_name || '.' || column_name || CASE is_nullable WHEN 'YES' THEN ' null' ELSE '' END AS text FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'`,
  );
  expect(declared.sort()).toEqual(actual.map((row) => row.text).sort());
});
