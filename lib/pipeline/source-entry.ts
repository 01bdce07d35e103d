/** What sources yield, one entry after the other. */

export interface SourceFile {
  /** Path as its owner knows it, with forward slashes. */
  readonly path: string;
  readonly file: string;
  readonly size: number;
  readonly owned: boolean;
  /** How far through the source this file's end is, 0–1. */
  readonly position: number;
}
/** Something in a source that cannot be read at all, told in the task's result. */
export interface SourceProblem {
  readonly path: string;
  readonly reason: string;
}
export type SourceEntry = { readonly file: SourceFile } | { readonly problem: SourceProblem };

/** A file, maybe an archive, that a source begins with. */
export interface RootFile {
  readonly path: string;
  readonly file: string;
  readonly size: number;
}
