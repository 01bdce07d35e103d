/** What lib/sql.ts promises of types, and what statements written by hand promise of their rows, asked of the database. */
import { readFile } from "node:fs/promises";
import { expect, expectTypeOf, it } from "vitest";
import { db } from "@/lib/db";
import { all, from, hex, iso, text, uuids, type Tables } from "@/lib/sql";
import { asAdmin, newDataset, newUser } from "./world";

it("columns are spelled as the database spells them, and typed as Prisma's connection presents them", async () => {
  await newDataset(await newUser(), 2);
  const media = await all(
    from
      .selectFrom("media as m")
      .select((m) => ["m.sha256", hex(m.ref("m.sha256")).as("hex"), "m.kind", "m.size", "m.width", "m.stats"])
      .select((m) => ["m.created_at", iso(m.ref("m.created_at")).as("iso"), text(m.ref("m.size")).as("text")]),
  );
  expectTypeOf(media).toEqualTypeOf<
    {
      sha256: Uint8Array<ArrayBuffer>;
      hex: string;
      kind: "image" | "video";
      size: bigint;
      width: number | null;
      stats: Tables["media"]["stats"];
      created_at: Date;
      iso: string;
      text: string;
    }[]
  >();
  expect(media[0]).toEqual({
    sha256: expect.any(Uint8Array),
    hex: expect.stringMatching(/^[0-9a-f]{64}$/),
    kind: "image",
    size: expect.any(BigInt),
    width: expect.any(Number),
    stats: expect.any(Object),
    created_at: expect.any(Date),
    iso: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
    text: expect.stringMatching(/^\d+$/),
  });
});

it("every column's name in schema.prisma is its field's in snake_case, which is how lib/sql.ts derives it", async () => {
  const schema = await readFile("prisma/schema.prisma", "utf8");
  const wrong = [...schema.matchAll(/^ {2}(\w+) .*?[^@]@map\("(\w+)"\)/gm)].filter(
    ([, field, column]) => field!.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) !== column,
  );
  expect(wrong.map(([line]) => line)).toEqual([]);
  const unmapped = [
    ...schema.matchAll(/^ {2}(\w*[A-Z]\w*) +(?:String|Int|BigInt|Boolean|DateTime|Json|Bytes)\b(.*)$/gm),
  ];
  expect(unmapped.filter(([, , rest]) => !rest!.includes("@map(")).map(([line]) => line)).toEqual([]);
});

it("lib/sql.ts knows every table, under its model's types", async () => {
  const schema = await readFile("prisma/schema.prisma", "utf8");
  const declared = [...schema.matchAll(/^model (\w+) \{[\s\S]*?^ {2}@@map\("(\w+)"\)/gm)].map(
    ([, model, table]) => `${table}: Table<Prisma.$${model}Payload>`,
  );
  const known = [...(await readFile("lib/sql.ts", "utf8")).matchAll(/readonly (\w+: Table<Prisma\.\$\w+Payload>)/g)];
  expect(known.map(([, table]) => table).sort()).toEqual(declared.sort());
  const tables = await asAdmin<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'",
  );
  expect(tables.map((table) => table.name).sort()).toEqual(declared.map((table) => table.split(":")[0]).sort());
});

it("a statement is prepared once for every list, however long", async () => {
  const find = (ids: string[]) => from.selectFrom("dataset").select("id").where("id", "=", uuids(ids));
  const ids = (await all(from.selectFrom("dataset").select("id").limit(1))).map((row) => row.id);
  expect(await all(find(ids))).toEqual([{ id: ids[0] }]);
  expect(await all(find([]))).toEqual([]);
  // One after the other they take the connection that was free last.
  const prepared =
    await db.$queryRaw`SELECT name FROM pg_prepared_statements WHERE statement = ${find([]).compile().sql}`;
  expect(prepared).toEqual([{ name: expect.stringMatching(/^sf_/) }]);
});
