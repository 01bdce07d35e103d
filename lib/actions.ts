/**
 * What every server action shares, as lib/http.ts is for routes: who is asking, parsing, and one mapping from errors to what a
 * form can show. The framework refuses a POST from another site before an action runs.
 */
import "server-only";
import { parseWithZod } from "@conform-to/zod/v4";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { findPageUser } from "@/lib/auth/page";
import type { CurrentUser } from "@/lib/auth/service";
import { AppError, InvalidInputError, reportUnknown, unknownErrorText, UnauthenticatedError } from "@/lib/errors";
import type { FormAction, Refusal } from "@/lib/form-answer";
import { placeOfUnstorable } from "@/lib/text";
import { UNSTORABLE_TEXT } from "@/lib/validation";

/** What is typed into these does not come back with an answer. */
const SECRET_FIELDS = ["password", "new_password"];

/** An action of a signed-in person. @param name for the log, when something fails that nobody foresaw */
export const formAction = <S extends z.ZodType, T>(
  name: string,
  schema: S,
  handler: (user: CurrentUser, input: z.output<S>) => Promise<T>,
): FormAction<T> =>
  publicFormAction(name, schema, async (input) => {
    const user = await findPageUser();
    if (!user) throw new UnauthenticatedError("Your session has ended. Sign in again.");
    return handler(user, input);
  });

/** An action that anyone may call. */
export const publicFormAction =
  <S extends z.ZodType, T>(name: string, schema: S, handler: (input: z.output<S>) => Promise<T>): FormAction<T> =>
  async (_before, data) => {
    const submission = parseWithZod(data, { schema });
    const reply = (told: { formErrors?: string[]; fieldErrors?: Record<string, string[]> } = {}) =>
      submission.reply({ ...told, hideFields: SECRET_FIELDS });
    if (submission.status !== "success") return { status: "invalid", submission: reply() };
    try {
      const unstorable = placeOfUnstorable(submission.value);
      if (unstorable) throw InvalidInputError.at(["body", ...unstorable], UNSTORABLE_TEXT);
      return { status: "done", done: await handler(submission.value), submission: reply() };
    } catch (error) {
      // A redirect is an error to the framework.
      unstable_rethrow(error);
      if (error instanceof InvalidInputError) return { status: "invalid", submission: reply(byField(error)) };
      const refusal = refusalOf(error, name);
      return { status: "refused", refusal, submission: reply({ formErrors: [refusal.detail] }) };
    }
  };

function refusalOf(error: unknown, name: string): Refusal {
  if (error instanceof AppError) return { code: error.code, detail: error.detail };
  return { code: "unknown", detail: unknownErrorText(reportUnknown(error, `action ${name}`)) };
}

/** Where a rule of the service is broken: at its field, else at the form. */
function byField({ issues }: InvalidInputError): { fieldErrors: Record<string, string[]>; formErrors: string[] } {
  const fieldErrors: Record<string, string[]> = {};
  const formErrors: string[] = [];
  for (const { loc, msg } of issues) {
    const field = loc.length > 1 ? String(loc[1]) : null;
    if (field) (fieldErrors[field] ??= []).push(msg);
    else formErrors.push(msg);
  }
  return { fieldErrors, formErrors };
}
