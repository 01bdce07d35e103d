import { activityFilters, activityPage, activityQuery } from "@/lib/activity/schema";
import { declare } from "@/lib/api-operation";
import { revertDto, revertInput } from "@/lib/items/schema";

export const listActivity = declare({
  method: "GET",
  path: "/dataset/[datasetId]/activity",
  tag: "Activity",
  summary: "List what changed the data",
  description: "Edits and tasks, newest first: who, what, how many items, from where, and the states before and after.",
  query: activityQuery,
  answers: activityPage,
  pages: "cursor",
});

export const listActivityFilters = declare({
  method: "GET",
  path: "/dataset/[datasetId]/activity/filters",
  tag: "Activity",
  summary: "List whose changes there are",
  answers: activityFilters,
});

export const revertChange = declare({
  method: "POST",
  path: "/dataset/[datasetId]/activity/[event]/revert",
  tag: "Activity",
  summary: "Take one change back",
  description:
    "Any edit or task, whatever was done since, for as long as the states before and after it are kept. Words always fit; captions, objects, metadata and origins only where nobody wrote them since, else 409 lists those items, and `partial` takes back the rest.",
  body: revertInput,
  bodyOptional: true,
  answers: revertDto,
  refuses: [409],
});
