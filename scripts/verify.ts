/** `npm run verify -- [--dataset ID]`: recomputes every digest and checks every blob; exits 1 on damage. */
import { parseArgs } from "node:util";
import { prepareStack } from "./stack/stack";

const { values } = parseArgs({ options: { dataset: { type: "string" } } });

async function main(): Promise<number> {
  const stack = await prepareStack();
  Object.assign(process.env, stack.env);
  const { verify } = await import("@/lib/housekeeping/verify");
  const tty = process.stdout.isTTY;
  const report = await verify(values.dataset, (done, total, pointer) => {
    const line = `${done + 1} of ${total}  ${pointer.dataset_name}: ${pointer.snapshot_name ?? "current data"}`;
    if (tty) process.stdout.write(`\r\x1b[K${line}`);
    else console.log(line);
  });
  if (tty) process.stdout.write("\r\x1b[K");
  if (report.checked.states === 0) {
    console.error(values.dataset ? `There is no dataset ${values.dataset}` : "There is nothing to verify yet");
    return values.dataset ? 1 : 0;
  }
  for (const { dataset, where, what } of report.damage) console.error(`DAMAGED  ${dataset}, ${where}: ${what}`);
  console.log(
    `Checked ${report.checked.states} states, ${report.checked.revisions} revisions, ${report.checked.blobs} files: ${report.damage.length === 0 ? "all sound" : `${report.damage.length} problems`}`,
  );
  return report.damage.length === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
