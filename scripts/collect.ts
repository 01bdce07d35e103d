/** `npm run collect`: drops what nothing keeps any more, and says what it freed. Safe beside a running server. */
import { prepareStack } from "./stack/stack";

async function main(): Promise<void> {
  const stack = await prepareStack();
  Object.assign(process.env, stack.env);
  const { collect } = await import("@/lib/housekeeping/collect");
  const report = await collect(stack.env.DATABASE_URL!);
  console.log(
    `Freed ${report.states} states, ${report.objects} objects (${Math.round(report.object_bytes / 1024)} KB), ${report.revisions} revisions, ${report.items} items, ${report.media} media, ` +
      `${report.files} files (${Math.round(report.file_bytes / 1024)} KB), ${report.uploads} uploads, ${report.snapshots} removed snapshots, ${report.datasets} datasets from the trash`,
  );
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
