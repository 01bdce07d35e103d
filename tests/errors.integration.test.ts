/** Errors that nobody foresaw: people get a reference, the log gets the rest, and a database that goes away ends no process. */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import pg from "pg";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { copyRows } from "@/lib/bulk-copy";
import { db } from "@/lib/db";
import { CollectorConnection } from "@/lib/housekeeping/repository";
import { openStateIfKept } from "@/lib/states/service";
import { DamagedObjectError } from "@/lib/versioning/damage";
import { asAdmin, call, headOf, newDataset, newUser } from "./world";

let owner: CurrentUser;
let id: string;
beforeAll(async () => {
  owner = await newUser("owner");
  id = await newDataset(owner, 3, "Errors", 91);
});

const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
afterEach(() => log.mockClear());
const logged = () => JSON.stringify(log.mock.calls);

it("a database error in a route is a 500 with a reference that the log has, and without the database's text", async () => {
  await asAdmin("REVOKE SELECT ON item FROM stillframe_app");
  try {
    const response = await call(`/dataset/${id}/items`, { user: owner });
    expect(response.status).toBe(500);
    const { detail } = (await response.json()) as { detail: string };
    const reference = /\(reference ([0-9a-f]{8})\)/.exec(detail)?.[1];
    expect(detail).not.toContain("permission");
    expect(logged()).toContain(`[error ${reference}] GET /api/v1/dataset/${id}/items:`);
    expect(logged()).toContain("permission denied for table item");
  } finally {
    await asAdmin("GRANT SELECT ON item TO stillframe_app");
  }
});

describe("a state that is asked for by id", () => {
  it("and not kept any more is none, and the request's mistake", async () => {
    expect(await openStateIfKept(randomUUID())).toBeNull();
    const response = await call(`/dataset/${id}/items?state_id=${randomUUID()}`, { user: owner });
    expect(response.status).toBe(422);
  });

  it("and damaged is told as damage", async () => {
    const [damaged] = await asAdmin<{ id: string }>(
      `INSERT INTO state (id, lineage_id, digest, root, n_items, n_images, n_videos)
       SELECT gen_random_uuid(), lineage_id, set_byte(digest, 0, get_byte(digest, 0) # 1), root, n_items, n_images, n_videos
       FROM state WHERE id = $1 RETURNING id`,
      [await headOf(owner, id)],
    );
    await expect(openStateIfKept(damaged!.id)).rejects.toBeInstanceOf(DamagedObjectError);
    const response = await call(`/dataset/${id}/items?state_id=${damaged!.id}`, { user: owner });
    expect(response.status).toBe(500);
    expect(((await response.json()) as { detail: string }).detail).toMatch(/is damaged: Stored object/);
  });
});

it.each(["throw new Error('at no time foreseen')", "void Promise.reject(new Error('at no time foreseen'))"])(
  "a process ends after %s, with a reference in its log",
  async (mistake) => {
    const script = `
      import { endOnUncaught } from "./scripts/stack/end-on-uncaught.ts";
      endOnUncaught("the test", () => console.error("closed"), 50);
      setInterval(() => undefined, 1000);
      setTimeout(() => { ${mistake} });`;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script]);
    const said = text(child.stderr);
    const [code] = (await once(child, "exit")) as [number];
    expect(code).toBe(1);
    expect(await said).toMatch(
      /\[error [0-9a-f]{8}\] Nothing caught this, so the test ends: Error: at no time foreseen/,
    );
    expect(await said).toContain("closed");
  },
);

describe("a database that ends our connections", () => {
  /** Vitest fails the run for an error that nobody catches: that none comes is what these check. */
  const terminate = async (which = "true") => {
    const ended = await asAdmin<{ pid: number }>(
      `SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND ${which}`,
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    return ended.length;
  };
  const waiting = async (query: string) => {
    while (
      (await asAdmin("SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE $1", [query])).length === 0
    )
      await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const works = async () => expect((await call(`/dataset/${id}/items`, { user: owner })).status).toBe(200);

  it("while nobody uses them is asked again", async () => {
    await works();
    expect(await terminate()).toBeGreaterThan(0);
    await works();
  });

  it("in the middle of a query or a transaction fails those", async () => {
    const query = expect(db.$queryRaw`SELECT pg_sleep(30)::text`).rejects.toThrow();
    let reached: () => void = () => undefined;
    const inside = new Promise<void>((resolve) => (reached = resolve));
    const idle = expect(
      // eslint-disable-next-line no-restricted-syntax -- this is about what happens to one
      db.$transaction(async (tx) => {
        await tx.$queryRaw`SELECT 1`;
        reached();
        await new Promise((resolve) => setTimeout(resolve, 500));
        await tx.$queryRaw`SELECT 1`;
      }),
    ).rejects.toThrow();
    await Promise.all([inside, waiting("SELECT pg_sleep(30)%")]);
    expect(await terminate()).toBeGreaterThanOrEqual(2);
    await Promise.all([query, idle]);
    await works();
  });

  it("in the middle of a collection fails that", async () => {
    const { lineageId } = await db.dataset.findUniqueOrThrow({ where: { id } });
    const connection = await CollectorConnection.open(process.env.DATABASE_URL!);
    await expect(connection.withLineage(lineageId, () => terminate())).rejects.toThrow();
    await connection.close();
    await works();
  });

  it("in the middle of a bulk insert, or after one, fails that one at most", async () => {
    const rows = { table: "media", columns: ["sha256"], rows: [] };
    await copyRows([rows]);
    await terminate();
    await copyRows([rows]);

    const lock = new pg.Client({ connectionString: process.env.TEST_ADMIN_URL });
    await lock.connect();
    try {
      await lock.query("BEGIN; LOCK TABLE media IN ACCESS EXCLUSIVE MODE");
      const copy = expect(copyRows([{ ...rows, rows: [["\\x00"]] }])).rejects.toThrow();
      await waiting("COPY media%");
      await terminate("query LIKE 'COPY media%'");
      await copy;
    } finally {
      await lock.end();
    }
    await copyRows([rows]);
  });
});
