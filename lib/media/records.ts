import "server-only";
/** Rows of files, and what models read off them, for those who import and index. */
export {
  findMedia,
  findReadings,
  findSizes,
  insertIndexReadings,
  insertMedia,
  insertReadings,
  type NewMedia,
  type NewReading,
} from "./repository";
