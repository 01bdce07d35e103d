/** Which worker processes there are. */
import "server-only";
import * as repository from "./repository";

/** Whether any worker reported within the last 10 seconds. */
export const hasLiveWorker = (): Promise<boolean> => repository.hasLiveWorker();
