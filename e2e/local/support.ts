/** For stories that touch this machine: the worker's process and the database. */
import { expect } from "@playwright/test";
import pg from "pg";
import { STILL_MS } from "../waiting";

export async function sql<T extends object>(text: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: process.env.E2E_DATABASE_URL });
  await client.connect();
  try {
    return (await client.query<T>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** Stops the worker where it stands, as a debugger would, while `work` runs. */
export async function withPausedWorker(work: () => Promise<void>): Promise<void> {
  const workers = async () =>
    (await sql<{ pid: number }>("SELECT pid FROM worker_heartbeat WHERE seen_at > now() - interval '10 seconds'")).map(
      ({ pid }) => pid,
    );
  // On a busy machine a heartbeat may be late.
  await expect.poll(workers, { message: "heartbeat of the worker", timeout: STILL_MS }).not.toEqual([]);
  const pids = await workers();
  for (const pid of pids) process.kill(pid, "SIGSTOP");
  try {
    await work();
  } finally {
    for (const pid of pids) process.kill(pid, "SIGCONT");
  }
}

/** A trigger that makes an insert or update fail, as a full disk would. */
export async function withFault(
  table: string,
  when: string,
  message: string,
  work: () => Promise<void>,
): Promise<void> {
  await sql(
    `CREATE FUNCTION e2e_fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF ${when} THEN RAISE EXCEPTION '${message}'; END IF; RETURN NEW; END $$`,
  );
  await sql(`CREATE TRIGGER e2e_fault BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION e2e_fault()`);
  try {
    await work();
  } finally {
    await sql(`DROP TRIGGER e2e_fault ON ${table}`);
    await sql("DROP FUNCTION e2e_fault()");
  }
}
