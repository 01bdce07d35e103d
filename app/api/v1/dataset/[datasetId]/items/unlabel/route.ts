import * as api from "@/lib/api/edits";
import { editWords } from "@/lib/edits/edit-words";
import { route } from "@/lib/http";

export const POST = route(api.unlabelItems, ({ user, params, body: { labels, ...selection } }) =>
  editWords(user, params.datasetId, "label", "remove", selection, labels),
);
