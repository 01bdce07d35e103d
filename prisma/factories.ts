/** Makes users, images and datasets through the real services, for the demo, the tests and the tools. */
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { hashPassword } from "@/lib/auth/passwords";
import { findUserByEmail, insertUser, setPasswordHash } from "@/lib/auth/repository";
import type { CurrentUser } from "@/lib/auth/service";
import { createDataset } from "@/lib/datasets/service";
import type { ImportOptions } from "@/lib/operations/add-media";
import { startImport } from "@/lib/pipeline/service";
import { operations } from "@/lib/worker/operations";
import { runTask } from "@/lib/worker/runner";
import { getTask } from "@/lib/tasks/service";
import { drawScene, planScenes, type Scene } from "./scenes";

/** A user with this email; an existing one gets the password. */
export async function ensureUser(email: string, name: string, password: string, isDemo = false): Promise<CurrentUser> {
  const known = await findUserByEmail(email);
  const passwordHash = await hashPassword(password);
  if (known) {
    await setPasswordHash(known.id, passwordHash);
    return known;
  }
  return insertUser({ id: randomUUID(), email, name, passwordHash, isDemo });
}

/** Runs a task here instead of in the worker process, with the same code. @throws Error when it fails */
export async function runTaskHere(user: CurrentUser, taskId: string): Promise<void> {
  await runTask(taskId, operations);
  const task = await getTask(user, taskId);
  if (task.status !== "COMPLETED") throw new Error(`${task.task_type} ended ${task.status}: ${task.error_message}`);
}

export interface DrawnFile {
  readonly name: string;
  readonly scene: Scene;
}

/** Draws scenes into a folder; with `byPlace` into a sub-folder for each place. */
export async function drawInto(
  folder: string,
  scenes: readonly Scene[],
  { firstNumber = 1, byPlace = false } = {},
): Promise<DrawnFile[]> {
  const drawn = scenes.map((scene, index) => ({
    name: `${byPlace ? `${scene.place}/` : ""}landscape-${String(firstNumber + index).padStart(4, "0")}.jpg`,
    scene,
  }));
  const queue = [...drawn];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const file = path.join(folder, next.name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, await drawScene(next.scene));
    }
  };
  await Promise.all([worker(), worker()]);
  return drawn;
}

/** Imports a folder into a dataset and waits for it. */
export async function importFolder(
  user: CurrentUser,
  datasetId: string,
  folder: string,
  options: Partial<ImportOptions> = {},
): Promise<void> {
  const { task_id } = await startImport(
    user,
    datasetId,
    { folder },
    { labels_from_folders: false, auto_reindex: false, on_duplicate: "keep", ...options },
  );
  await runTaskHere(user, task_id);
}

/** A READY dataset of drawn images, labelled by place. */
export async function createDrawnDataset(
  user: CurrentUser,
  name: string,
  count: number,
  seed = 7,
): Promise<{ datasetId: string; drawn: DrawnFile[] }> {
  const { dataset_id } = await createDataset(user, { name });
  const folder = await mkdtemp(path.join(tmpdir(), "stillframe-drawn-"));
  try {
    const drawn = await drawInto(folder, planScenes(count, seed), { byPlace: true });
    await importFolder(user, dataset_id, folder, { labels_from_folders: true });
    return { datasetId: dataset_id, drawn };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
