/** Delete a dataset version: SNAPSHOT_ID's. The Current Version is not deleted; save another one first. */
import { call } from "./stillframe";

const path = `/dataset/${process.env.DATASET_ID}/snapshot`;
await call("DELETE", `${path}/${process.env.SNAPSHOT_ID}`);
const versions = await call<unknown[]>("GET", path);
console.log(`${versions.length} versions left`);
