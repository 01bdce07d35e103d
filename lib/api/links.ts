import { declare, EMPTY } from "@/lib/api-operation";
import { linksDto, linksInput } from "@/lib/links/schema";

export const makeLinks = declare({
  method: "POST",
  path: "/dataset/[datasetId]/links",
  tag: "Items",
  summary: "Make signed links to files",
  description:
    "A manifest of whole addresses that load without signing in, for as long as was asked for. Each is bound to the dataset, the version and the variant. Give `state_id` back with `next_cursor`, and all pages are of one list, whatever is edited meanwhile.",
  body: linksInput,
  example: { q: "split:train", variant: "original", expires_in_s: 3600 },
  answers: linksDto,
});

export const revokeLinks = declare({
  method: "DELETE",
  path: "/dataset/[datasetId]/links",
  tag: "Sharing",
  summary: "End all links",
  description: "Every link to the dataset's media and exports that was given before, whoever has it.",
  answers: EMPTY,
});
