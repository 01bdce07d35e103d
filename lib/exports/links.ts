/** Links to files of exports: signed, and good for a day from when the export was asked for; its version is kept as long. */
import { isSignedLink, signLink } from "@/lib/auth/secrets";

/** The collector keeps the version of a younger export (lib/housekeeping): make it no longer than that. */
const GOOD_FOR_MS = 24 * 60 * 60 * 1000;

const textToSign = (datasetId: string, exportId: string, expires: number): string =>
  `export/${datasetId}/${exportId}/${expires}`;

export const expiryOf = (startTime: string): Date => new Date(Date.parse(startTime) + GOOD_FOR_MS);

/** Whoever has it can read the file, so only give it to who may see the dataset. */
export function exportUrl(datasetId: string, exportId: string, expiresAt: Date): string {
  const expires = Math.floor(expiresAt.getTime() / 1000);
  const signature = signLink(textToSign(datasetId, exportId, expires));
  return `/api/v1/dataset/${datasetId}/export/${exportId}?expires=${expires}&signature=${signature}`;
}

export const isValidExportLink = (
  datasetId: string,
  exportId: string,
  expires: number,
  signature: string,
  now = Date.now(),
): boolean => expires * 1000 > now && isSignedLink(textToSign(datasetId, exportId, expires), signature);
