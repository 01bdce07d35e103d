import { z } from "zod";

export const apiKeyInput = z.strictObject({ name: z.string().trim().min(1, "Give the key a name").max(255) });

export const firstAccountInput = z.strictObject({
  token: z.string().min(1, "Paste the set-up token from the server's log"),
  email: z.email("Enter an email address").max(320),
  name: z.string().trim().min(1, "Enter your name").max(255),
  password: z.string().min(10, "Use at least 10 characters").max(1000),
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
