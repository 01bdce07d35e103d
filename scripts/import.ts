/** `npm run import -- --name NAME --owner EMAIL FOLDER`: a folder of images and videos becomes a READY dataset. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { AppError, BadRequestError, ifMissing, NotFoundError, OperationFailedError } from "@/lib/errors";
import { prepareStack } from "./stack/stack";

const USAGE =
  "Usage: npm run import -- --name NAME --owner EMAIL [--labels-from-folders] [--on-duplicate keep|skip] FOLDER";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: "string" },
    owner: { type: "string" },
    "labels-from-folders": { type: "boolean", default: false },
    "on-duplicate": { type: "string", default: "keep" },
  },
});

function drawBar(percent: number, message: string): void {
  if (!process.stdout.isTTY) return;
  const width = 30;
  const full = Math.round((percent / 100) * width);
  process.stdout.write(
    `\r\x1b[K${"█".repeat(full)}${"░".repeat(width - full)} ${String(percent).padStart(3)} %  ${message}`,
  );
}

async function main(): Promise<void> {
  const [folder] = positionals;
  if (!values.name || !values.owner || !folder || positionals.length > 1) throw new BadRequestError(USAGE);
  const info = await stat(folder).catch(ifMissing(null));
  if (!info?.isDirectory()) throw new BadRequestError(`${folder} is not a folder`);
  const stack = await prepareStack();
  Object.assign(process.env, stack.env);

  const { findUserByEmail } = await import("@/lib/auth/repository");
  const { createDatasetInput } = await import("@/lib/datasets/schema");
  const { createDataset, getDataset } = await import("@/lib/datasets/service");
  const { importOptions } = await import("@/lib/operations/add-media");
  const { startImport } = await import("@/lib/pipeline/service");
  const { hasLiveWorker } = await import("@/lib/tasks/repository");
  const { getTask } = await import("@/lib/tasks/service");
  const { isActive } = await import("@/lib/tasks/schema");

  const user = await findUserByEmail(values.owner);
  if (!user) throw new NotFoundError(`User ${values.owner}`);
  const name = createDatasetInput.safeParse({ name: values.name });
  if (!name.success) throw new BadRequestError(name.error.issues[0]!.message);
  const options = importOptions.safeParse({
    labels_from_folders: values["labels-from-folders"],
    on_duplicate: values["on-duplicate"],
  });
  if (!options.success) throw new BadRequestError(`--on-duplicate takes keep or skip\n${USAGE}`);

  const { dataset_id } = await createDataset(user, name.data, "folder");
  const { task_id } = await startImport(user, dataset_id, { folder: path.resolve(folder) }, options.data);
  // With the server running its worker does the work; else this process does, with the same code.
  const here = (await hasLiveWorker())
    ? null
    : (async () =>
        (await import("@/lib/worker/runner")).runTask(task_id, (await import("@/lib/worker/operations")).operations))();
  let task = await getTask(user, task_id);
  for (let last = ""; isActive(task.status); task = await getTask(user, task_id)) {
    drawBar(task.progress_percentage, task.status_message);
    if (!process.stdout.isTTY && task.status_message !== last)
      console.log(`${String(task.progress_percentage).padStart(3)} %  ${(last = task.status_message)}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  await here;
  drawBar(task.progress_percentage, task.status_message);
  if (process.stdout.isTTY) process.stdout.write("\n");

  const result = task.result as { failures?: { path: string; reason: string }[]; failed?: number } | null;
  for (const failure of result?.failures ?? []) console.log(`  ${failure.path}: ${failure.reason}`);
  if (task.status !== "COMPLETED")
    throw new OperationFailedError(`The import ended ${task.status}: ${task.error_message ?? ""}`);
  const dataset = await getDataset(user, dataset_id);
  console.log(`${task.status_message}. Dataset ${dataset_id} is ${dataset.status_new}.`);
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error instanceof AppError ? error.detail : error);
    process.exit(1);
  },
);
