/** What an export does in the worker: it learns how long the file is, and what is not in it. The file itself is made while it is read. */
import "server-only";
import { linkFactsOf } from "@/lib/access/service";
import { datasetExport } from "@/lib/operations/export";
import { implement } from "@/lib/tasks/implementation";
import { formatCount, plural } from "@/lib/text";
import { planOf } from "./plans";
import { fileNameOf } from "./file-names";
import { expiryOf, exportUrl } from "./links";
import { restartExport, type ExportResult } from "./service";

export const exportOperation = implement(datasetExport, {
  async run({ task, progress }, input) {
    await progress(1, "Reading the version");
    const plan = await planOf(input, (share) => progress(1 + share * 98, "Reading the version"));
    const dataset = await linkFactsOf(task.dataset_id);
    const result: ExportResult = {
      file_name: fileNameOf(input.dataset.name, input, plan.extension),
      items: plan.items,
      bytes: plan.bytes,
      losses: plan.losses,
      download_uri: exportUrl(
        { id: task.dataset_id, link_epoch: dataset?.link_epoch ?? 0 },
        task.id,
        expiryOf(task.start_time),
      ),
    };
    return () => ({
      effects: { tells: "task" },
      message: `${plural(plan.items, "item")} in ${formatCount(plan.bytes)} bytes`,
      result,
    });
  },
  retry: (user, datasetId, input) => restartExport(user, datasetId, input),
});
