import "server-only";
import { SQL_STATES, sqlStateOf } from "@/lib/errors";

const MAX_TRIES = 5;
/** Writers of a dataset hold its row and may want another's, which a change of groups holds; or it was just deleted. */
const PASSING: readonly string[] = [SQL_STATES.deadlock, SQL_STATES.serialization, SQL_STATES.foreignKey];

/** Runs a statement, again where others were in its way. */
export async function retried<T>(statement: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await statement();
    } catch (error) {
      if (attempt === MAX_TRIES || !PASSING.includes(sqlStateOf(error) ?? "")) throw error;
    }
}
