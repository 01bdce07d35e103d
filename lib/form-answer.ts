/** What a server action answers a form with; safe for the browser. */
import type { SubmissionResult } from "@conform-to/react";
import type { ErrorCode } from "@/lib/errors";

export interface Refusal {
  /** `unknown`: nobody foresaw it, and the detail has the reference under which the log tells more. */
  readonly code: ErrorCode | "unknown" | "unreachable";
  readonly detail: string;
}

/** Done, refused with a reason, or sent back because a field breaks a rule. The submission tells the fields. */
export type FormAnswer<T = void> =
  | { readonly status: "done"; readonly done: T; readonly submission: SubmissionResult }
  | { readonly status: "refused"; readonly refusal: Refusal; readonly submission: SubmissionResult }
  | { readonly status: "invalid"; readonly submission: SubmissionResult };

export type FormAction<T = void> = (before: FormAnswer<T> | null, data: FormData) => Promise<FormAnswer<T>>;
