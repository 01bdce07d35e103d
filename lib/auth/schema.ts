import { z } from "zod";
import { namedAs } from "@/lib/validation";

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

export interface ApiKeyDto {
  readonly api_key: string;
  readonly name: string;
  readonly created_at: string;
  readonly last_used_at: string | null;
}

/** Returned once, when the key is made: the secret cannot be read again. */
export interface NewApiKeyDto {
  readonly api_key: string;
  readonly api_secret: string;
}
