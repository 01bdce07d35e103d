/** A staging area: files that have arrived, and halves of others with what of them is there. */
export interface StagedUpload {
  readonly upload_id: string;
  readonly files: { readonly path: string; readonly size: number }[];
  /** `id` is the last part of the file's address in the resumable protocol. */
  readonly partial: { readonly path: string; readonly size: number; readonly received: number; readonly id: string }[];
}
