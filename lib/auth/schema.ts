import { z } from "zod";
import { namedAs, timeField, uuidField } from "@/lib/validation";
import { SCOPES } from "./limits";

/** A password that somebody chooses. */
export const newPassword = z
  .string({ error: "Use at least 10 characters" })
  .min(10, "Use at least 10 characters")
  .max(1000, "Use at most 1,000 characters");

export const apiKeyInput = z.strictObject({
  name: namedAs("Give the key a name"),
  /** What it may do of what its person may; the higher ones hold the lower ones. */
  scopes: z
    .array(z.enum(SCOPES))
    .min(1, "Choose what the key may do")
    .default([...SCOPES]),
  /** Datasets that it reaches; without any, all that its person may see. */
  dataset_ids: z.array(uuidField).max(1_000, "At most 1,000 datasets").default([]),
  expires_at: z.iso
    .datetime({ offset: true, error: "Give a date and time, such as 2027-01-31T12:00:00Z" })
    .refine((time) => Date.parse(time) > Date.now(), "Give a time that is still to come")
    .nullable()
    .default(null),
});
export type ApiKeyInput = z.infer<typeof apiKeyInput>;

/** Days that a key is good for, to choose from; 0 for as long as it is not revoked. */
export const KEY_DAYS = [0, 7, 30, 90, 365] as const;
export const apiKeyForm = z.strictObject({
  name: apiKeyInput.shape.name,
  scope: z.enum(SCOPES),
  days: z.coerce
    .number()
    .refine((days) => KEY_DAYS.some((known) => known === days), "Choose one of the times")
    .default(0),
  dataset_ids: z.array(uuidField).default([]),
});
export const revokeApiKeyForm = z.strictObject({ api_key: z.string() });

export const signInForm = z.strictObject({
  email: z.string({ error: "Enter your email address" }).trim(),
  password: z.string({ error: "Enter your password" }),
  /** Where the person wanted to go. */
  from: z.string().default("/datasets"),
});
/** Signing out asks for nothing. */
export const signOutForm = z.strictObject({});
export const demoSignInForm = signInForm.omit({ password: true });

export const firstAccountInput = z.strictObject({
  token: z
    .string({ error: "Paste the set-up token from the server's log" })
    .min(1, "Paste the set-up token from the server's log"),
  email: z.email({ error: "Enter an email address" }).max(320),
  name: namedAs("Enter your name"),
  password: newPassword,
});

export const apiKeyDto = z
  .strictObject({
    api_key: z.string(),
    name: z.string(),
    created_at: timeField,
    last_used_at: timeField.nullable(),
    expires_at: timeField.nullable(),
    scopes: z.array(z.enum(SCOPES)),
    /** Empty for all that its person may see. */
    dataset_ids: z.array(z.string()),
  })
  .meta({ id: "ApiKey" });
export type ApiKeyDto = z.infer<typeof apiKeyDto>;

/** Returned once, when the key is made: the secret cannot be read again. */
export const newApiKeyDto = z.strictObject({
  api_key: z.string(),
  api_secret: z.string(),
});
export type NewApiKeyDto = z.infer<typeof newApiKeyDto>;

export const changePasswordInput = z.strictObject({
  password: z.string({ error: "Enter your password" }),
  new_password: newPassword,
});

/** A browser that somebody is signed in with. */
export const sessionDto = z
  .strictObject({
    session_id: z.string(),
    created_at: timeField,
    last_used_at: timeField.nullable(),
    /** As the browser calls itself. */
    user_agent: z.string(),
    /** Whether it is the one that asks. */
    current: z.boolean(),
  })
  .meta({ id: "Session" });
export type SessionDto = z.infer<typeof sessionDto>;

export const endSessionForm = z.strictObject({ session_id: z.string() });
/** Ending all others asks for nothing. */
export const endOtherSessionsForm = z.strictObject({});
