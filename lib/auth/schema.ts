import { z } from "zod";
import { namedAs, timeField } from "@/lib/validation";

export const apiKeyInput = z.strictObject({ name: namedAs("Give the key a name") });
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
  password: z.string({ error: "Use at least 10 characters" }).min(10, "Use at least 10 characters").max(1000),
});

export const apiKeyDto = z
  .strictObject({
    api_key: z.string(),
    name: z.string(),
    created_at: timeField,
    last_used_at: timeField.nullable(),
  })
  .meta({ id: "ApiKey" });
export type ApiKeyDto = z.infer<typeof apiKeyDto>;

/** Returned once, when the key is made: the secret cannot be read again. */
export const newApiKeyDto = z.strictObject({
  api_key: z.string(),
  api_secret: z.string(),
});
export type NewApiKeyDto = z.infer<typeof newApiKeyDto>;
