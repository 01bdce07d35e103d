"use client";

import { getFormProps, useForm, type FieldMetadata, type SubmissionResult } from "@conform-to/react";
import { getZodConstraint, parseWithZod } from "@conform-to/zod/v4";
import { useMutation } from "@tanstack/react-query";
import { unstable_isUnrecognizedActionError } from "next/navigation";
import { useActionState } from "react";
import { toast } from "sonner";
import type { z } from "zod";
import { signInAgain } from "@/lib/api-client";
import type { FormAction, FormAnswer } from "@/lib/form-answer";
import { Alert } from "./alert";

/** Long enough to read a reason in. */
const REASON_MS = 20_000;

interface ActionFormOptions<S extends z.ZodObject, T> {
  readonly action: FormAction<T>;
  /** The schema that the action parses with. */
  readonly schema: S;
  readonly defaultValue?: Partial<Record<keyof z.input<S>, string>>;
  /** Runs also when the form is gone by then. */
  readonly onDone: (done: T) => unknown;
  /** Runs after every answer, whatever it was. */
  readonly onSettled?: () => void | Promise<unknown>;
  /** Title of the toast that tells why it was refused; without one the form tells it. */
  readonly refused?: string;
  /** By which others see that it is under way. */
  readonly mutationKey?: readonly unknown[];
}

/** What people filled in. A form that the server rendered also has fields by which the framework finds its action. */
function fieldsOf(data: FormData): FormData {
  const fields = new FormData();
  for (const [name, value] of data) if (!name.startsWith("$ACTION_")) fields.append(name, value);
  return fields;
}

const isRedirect = (error: unknown): boolean =>
  String((error as { digest?: unknown } | null)?.digest).startsWith("NEXT_REDIRECT");

/** The answer to what was submitted, or why there is none. */
async function answerOf<T>(action: FormAction<T>, data: FormData): Promise<FormAnswer<T>> {
  try {
    const answer = await action(null, data);
    if (answer.status === "refused" && answer.refusal.code === "unauthenticated") signInAgain();
    return answer;
  } catch (error) {
    // The framework is leaving for another page already; the form stays busy until it is gone.
    if (isRedirect(error)) return new Promise(() => undefined);
    const detail = unstable_isUnrecognizedActionError(error)
      ? "Stillframe was updated since this page was opened. Reload it and try again."
      : "The server cannot be reached. Check the connection and try again.";
    const submission: SubmissionResult = { status: "error", error: { "": [detail] } };
    return { status: "refused", refusal: { code: "unreachable", detail }, submission };
  }
}

/** Calls a server action where there is no form, as a toast's button does. @throws Error with the reason of a refusal */
export async function callAction<T>(action: FormAction<T>, fields: Readonly<Record<string, string>>): Promise<T> {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  const answer = await answerOf(action, data);
  if (answer.status === "done") return answer.done;
  const told =
    answer.status === "refused" ? [answer.refusal.detail] : Object.values(answer.submission.error ?? {}).flat();
  throw new Error(told.join(" "));
}

/**
 * A form that submits to a server action. Before the page is hydrated the browser posts it by itself; after that the fields are
 * checked by the same schema here first, and the answer comes back without a page load.
 */
export function useActionForm<S extends z.ZodObject, T>({
  action,
  schema,
  defaultValue,
  onDone,
  onSettled,
  refused,
  mutationKey,
}: ActionFormOptions<S, T>) {
  const [first, postAction, posting] = useActionState(action, null);
  const send = useMutation({
    ...(mutationKey ? { mutationKey } : {}),
    mutationFn: (data: FormData) => answerOf(action, data),
    onSuccess: (answer) => {
      if (answer.status === "done") return onDone(answer.done);
      if (answer.status === "refused" && refused)
        toast.error(refused, { description: answer.refusal.detail, duration: REASON_MS });
    },
    onSettled,
  });
  const answer = send.data ?? first;
  const pending = send.isPending || posting;
  const [form, fields] = useForm<z.input<S>, string[]>({
    lastResult: answer?.submission as SubmissionResult<string[]> | undefined,
    defaultValue: defaultValue as never,
    constraint: getZodConstraint(schema),
    shouldValidate: "onSubmit",
    shouldRevalidate: "onInput",
    onValidate: ({ formData }) => parseWithZod(fieldsOf(formData), { schema }) as never,
    onSubmit: (event, { formData }) => {
      event.preventDefault();
      if (!pending) send.mutate(fieldsOf(formData));
    },
  });
  return {
    formProps: { ...getFormProps(form), action: postAction },
    fields,
    pending,
    /** What was answered to the last submission. */
    answer,
    /** Puts the fields back to what they began with. */
    reset: () => {
      send.reset();
      form.reset();
    },
    /** What is wrong with the whole of it, where no toast tells it. */
    problem: refused ? null : form.errors ? <Alert>{form.errors.join(" ")}</Alert> : null,
  };
}

interface LocalFormOptions<S extends z.ZodObject> {
  readonly schema: S;
  readonly defaultValue?: Partial<Record<keyof z.input<S>, string>>;
  readonly onSubmit: (input: z.output<S>) => void;
}

/** A form whose answer goes on in the browser: to the REST API, as all edits of the grid do. */
export function useLocalForm<S extends z.ZodObject>({ schema, defaultValue, onSubmit }: LocalFormOptions<S>) {
  const [form, fields] = useForm<z.input<S>, string[]>({
    defaultValue: defaultValue as never,
    constraint: getZodConstraint(schema),
    shouldValidate: "onSubmit",
    shouldRevalidate: "onInput",
    onValidate: ({ formData }) => parseWithZod(formData, { schema }) as never,
    onSubmit: (event, { formData }) => {
      event.preventDefault();
      const submission = parseWithZod(formData, { schema });
      if (submission.status === "success") onSubmit(submission.value);
    },
  });
  return { formProps: getFormProps(form), fields, reset: () => form.reset() };
}

/** What a field hands to the control that shows it. */
export const inputOf = (field: FieldMetadata<unknown>) => ({
  name: field.name,
  defaultValue: typeof field.initialValue === "string" ? field.initialValue : undefined,
  error: field.errors?.[0] ?? null,
  required: field.required,
  maxLength: field.maxLength,
  minLength: field.minLength,
});
