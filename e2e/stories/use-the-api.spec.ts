import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "../fixtures";

const FOLDER = path.resolve(import.meta.dirname, "../../docs/examples");
/** What others of them read. */
const SHARED = ["token.sh", "stillframe.py", "stillframe.ts"];
/** What runs each kind. */
const COMMANDS: Record<string, string[]> = {
  ".sh": ["sh"],
  ".py": ["python3"],
  ".ts": [process.execPath, "--import", "tsx"],
};

test("the reference says how an operation is called", async ({ ownerPage: page }) => {
  await page.goto("/settings");
  await page.getByRole("link", { name: "API reference" }).click();
  await expect(page.getByRole("heading", { name: "API reference" })).toBeVisible();
  await page.getByRole("searchbox", { name: "Search operations" }).fill("restore");
  await page.getByRole("heading", { name: "Restore a snapshot" }).click();
  await page.getByRole("button", { name: "Copy the example: Restore a snapshot" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(
    '"$STILLFRAME_URL/api/v1/dataset/$DATASET_ID/snapshot/$SNAPSHOT_ID/restore"',
  );
});

test("the examples of docs/examples run as they are", async ({ api, dataset, baseURL }) => {
  const key = await api.json<{ api_key: string; api_secret: string }>("post", "/api-keys", { name: "Examples" });
  const [item, other] = await api.items(dataset.id);
  const source = await api.run(`/dataset/${dataset.id}/snapshot/current/clone`);
  const older = await api.createSnapshot(dataset.id, "Older");
  const old = await api.createSnapshot(dataset.id, "Old");
  await api.createSnapshot(dataset.id, "Current");
  const draft = (name: string) => api.json<{ dataset_id: string }>("post", "/dataset", { name });
  const [{ dataset_id: empty }, { dataset_id: alsoEmpty }] = [await draft("To be deleted"), await draft("This, too")];
  const folder = await mkdtemp(path.join(tmpdir(), "stillframe-examples-"));
  const file = path.join(folder, "export.zip");

  const ran = new Set(SHARED);
  /** Runs one as a person would, who was told these variables. @returns what it prints */
  const run = async (name: string, variables: Record<string, string> = {}): Promise<string> => {
    ran.add(name);
    const [command, ...options] = COMMANDS[path.extname(name)]!;
    const { stdout } = await promisify(execFile)(command!, [...options, path.join(FOLDER, name)], {
      env: {
        ...process.env,
        STILLFRAME_URL: baseURL!,
        STILLFRAME_API_KEY: key.api_key,
        STILLFRAME_API_SECRET: key.api_secret,
        DATASET_ID: dataset.id,
        PYTHONDONTWRITEBYTECODE: "1",
        ...variables,
      },
    });
    return stdout;
  };
  const json = async (...given: Parameters<typeof run>): Promise<unknown> => JSON.parse(await run(...given));

  try {
    expect(await json("list_datasets.sh")).toContainEqual(expect.objectContaining({ id: dataset.id }));
    expect(await json("get_datasets.sh")).toMatchObject({ id: dataset.id, n_images: 6 });
    expect(await json("list_inputs_datasets.sh")).toMatchObject({ total: 6, items: { length: 2 } });
    expect(await json("get_dataset_input.sh", { MEDIA_ID: item!.media_id })).toMatchObject({
      file_name: item!.file_name,
    });
    expect(await run("list_dataset_inputs.py")).toMatch(/image-6\.jpg[^]*Total: 6\n$/);
    expect(await json("update_datasets.sh")).toMatchObject({ metadata: { camera: "front", sites: ["harbour"] } });
    expect(await json("update_datasets_default_filter.sh")).toMatchObject({
      default_filter: { q: "kind:image", sort: "-added" },
    });
    expect(await run("patch_dataset.py")).toContain('{"sites": [{"depth": 4, "id": 1, "name": "pier"}], "year": 2026}');
    expect(await run("snapshots.py")).toBe("6 items tagged\nChanged since: 6 by tags\nRestore COMPLETED\n");
    await api.settle(dataset.id);
    expect(await run("export.py", { EXPORT_FILE: file })).toBe(`6 items, ${(await stat(file)).size} bytes\n`);
    expect(await run("sdh.py", { DOWNLOAD_FOLDER: folder })).toBe("6 files downloaded\n");
    expect(readdirSync(folder)).toHaveLength(7);
    expect(await json("delete_inputs.sh", { MEDIA_ID: other!.media_id })).toMatchObject({ changed: 1 });
    expect(await run("merge_dataset.py", { MERGE_DATASET_ID: source })).toBe("1 added, 5 skipped\n");
    await api.settle(dataset.id);
    expect(await run("delete_version.py", { SNAPSHOT_ID: old.snapshot_id })).toMatch(/^\d+ versions left\n$/);
    expect(await run("deleteDatasetVersion.ts", { SNAPSHOT_ID: older.snapshot_id })).toMatch(/^\d+ versions left\n$/);
    expect(await run("delete_datasets.sh", { DATASET_ID: empty })).toBe("");
    expect(await run("deleteDataset.ts", { DATASET_ID: alsoEmpty })).toMatch(/^In the trash until 20/);
    expect(await run("delete.py", { DATASET_ID: source })).toMatch(/^In the trash until 20/);
    expect([...ran].sort()).toEqual(
      readdirSync(FOLDER)
        .filter((name) => /\.(sh|py|ts)$/.test(name))
        .sort(),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
    await api.json("delete", `/api-keys/${key.api_key}`);
  }
});
