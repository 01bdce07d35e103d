import "server-only";
/** States and objects as they are stored, past every cache: for checking them. */
export { findFilesOfItem, findObjects, findState, type StateSummary } from "./repository";
