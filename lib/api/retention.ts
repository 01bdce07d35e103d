import { declare } from "@/lib/api-operation";
import { retentionAppliedDto, retentionDto, retentionPreviewDto, retentionPreviewInput } from "@/lib/retention/schema";

const LEAVES =
  "The Current Version, and what is pinned, protected, aliased, trained on, merged from or used by a task, stays whatever the rule.";

export const getRetention = declare({
  method: "GET",
  path: "/dataset/[datasetId]/retention",
  tag: "Snapshots",
  summary: "Get how long snapshots are kept",
  description: "For ever, unless an owner said otherwise.",
  answers: retentionDto,
  refuses: [403],
});

export const setRetention = declare({
  method: "PUT",
  path: "/dataset/[datasetId]/retention",
  tag: "Snapshots",
  summary: "Say how long snapshots are kept",
  description: `It is carried out every night. ${LEAVES}`,
  body: retentionDto,
  example: { automatic: { days: 30, at_least: 10 }, named: { days: null, at_least: null } },
  answers: retentionDto,
});

export const previewRetention = declare({
  method: "POST",
  path: "/dataset/[datasetId]/retention/preview",
  tag: "Snapshots",
  summary: "Tell what a rule would remove now",
  description: "Without a body, what the dataset's own rule would.",
  body: retentionPreviewInput,
  bodyOptional: true,
  answers: retentionPreviewDto,
  refuses: [409],
});

export const applyRetention = declare({
  method: "POST",
  path: "/dataset/[datasetId]/retention/apply",
  tag: "Snapshots",
  summary: "Carry the rule out now",
  description: "What the next night would do. Their data is freed 30 days later.",
  answers: retentionAppliedDto,
});
