/**
 * Links to files of exports: signed, and good for a day from when the export was asked for; its version is kept as long. An
 * export is of one version, so a link to it is, too; and its dataset's owner can end it.
 */
import type { LinkedDataset } from "@/lib/media/urls";
import { isSignedLink, signLink } from "@/lib/auth/secrets";

/** The collector keeps the version of a younger export (lib/housekeeping): make it no longer than that. */
const GOOD_FOR_MS = 24 * 60 * 60 * 1000;

const textToSign = (dataset: LinkedDataset, exportId: string, expires: number): string =>
  ["export", dataset.id, dataset.link_epoch, exportId, expires].join("/");

export const expiryOf = (startTime: string): Date => new Date(Date.parse(startTime) + GOOD_FOR_MS);

/** Whoever has it can read the file, so only give it to who may see the dataset. */
export function exportUrl(dataset: LinkedDataset, exportId: string, expiresAt: Date): string {
  const expires = Math.floor(expiresAt.getTime() / 1000);
  const signature = signLink(textToSign(dataset, exportId, expires));
  return `/api/v1/dataset/${dataset.id}/export/${exportId}?expires=${expires}&signature=${signature}`;
}

export const isValidExportLink = (
  dataset: LinkedDataset,
  exportId: string,
  expires: number,
  signature: string,
  now = Date.now(),
): boolean => expires * 1000 > now && isSignedLink(textToSign(dataset, exportId, expires), signature);
