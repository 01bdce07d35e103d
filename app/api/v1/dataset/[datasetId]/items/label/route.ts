import * as api from "@/lib/api/edits";
import { editWords } from "@/lib/edits/edit-words";
import { route } from "@/lib/http";

export const POST = route(api.labelItems, ({ user, params, body: { labels, ...selection } }) =>
  editWords(user, params.datasetId, "label", "add", selection, labels),
);
