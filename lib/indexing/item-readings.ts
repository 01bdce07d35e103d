import "server-only";
/** What models know of items' files, of every version: the caller keeps the visible revisions. */
export { findItemFiles, findItemReadings, type ItemFile, type ItemReading } from "./repository";
