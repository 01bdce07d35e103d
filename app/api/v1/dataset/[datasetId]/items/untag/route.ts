import * as api from "@/lib/api/edits";
import { editWords } from "@/lib/edits/edit-words";
import { route } from "@/lib/http";

export const POST = route(api.untagItems, ({ user, params, body: { tags, ...selection } }) =>
  editWords(user, params.datasetId, "tag", "remove", selection, tags),
);
