import { reportUnknown } from "@/lib/errors";

/**
 * After an error that nothing caught a process ends: nobody knows what it left half done, and the supervisor starts
 * another. What is expected, such as a database that goes away, has to be caught where it comes from.
 *
 * @param close what the process stops first; it has `graceMs` for answers that are under way
 * @returns what ends it, for errors that arrive in other ways
 */
export function endOnUncaught(
  name: string,
  close: () => void = () => undefined,
  graceMs = 0,
): (error: unknown) => void {
  let ending = false;
  const end = (error: unknown): void => {
    reportUnknown(error, `Nothing caught this, so ${name} ends`);
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), graceMs);
    close();
  };
  process.on("uncaughtException", end);
  process.on("unhandledRejection", end);
  return end;
}
