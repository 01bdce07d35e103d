/** Delete a dataset: DATASET_ID's, into the trash. */
import { call } from "./stillframe";

const id = process.env.DATASET_ID;
await call("DELETE", `/dataset/${id}`);
const trash = await call<{ id: string; purge_at: string }[]>("GET", "/datasets?trash=true");
console.log(`In the trash until ${trash.find((dataset) => dataset.id === id)?.purge_at}`);
