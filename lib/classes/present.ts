import { colorOfIndex } from "./color";
import type { ClassEntry } from "./list";
import type { ClassDto } from "./schema";

/** A class as REST answers it. */
export const presentClass = ({ index, name, color, skeleton, attributes }: ClassEntry): ClassDto => ({
  index,
  name,
  color: color ?? colorOfIndex(index),
  ...(skeleton ? { skeleton } : {}),
  ...(attributes ? { attributes } : {}),
});
