import type { EditOutcome } from "@/lib/commits/edit";
import type { EditDto } from "@/lib/items/schema";

/** An edit as REST answers it. */
export const editDto = ({ changed, editId }: EditOutcome): EditDto => ({ changed, edit_id: editId });
