/** Settings, parsed once and refused with a clear text. `.env.example` explains each. */
import "server-only";
import os from "node:os";
import path from "node:path";
import { z } from "zod";
import { oidcContradictions, oidcFields, oidcSettings, type OidcSettings } from "@/lib/oidc-settings";

const MEGABYTE = 1024 * 1024;

/**
 * Megabytes to keep derived values in, where nobody says how many. Web and worker keep a quarter each of the memory there is;
 * the other half is for what cannot be given up when it gets tight: requests, pictures that are being decoded, and the
 * database beside them. Below 128 MB the texts and orders of one large dataset would push each other out; above 1,024 MB
 * there is little left to gain, as several datasets of a million items fit.
 */
export const defaultCacheMegabytes = (memoryBytes: number): number =>
  Math.round(Math.min(1_024, Math.max(128, memoryBytes / MEGABYTE / 4)));

/** The machine's memory, or less where a container may not use all of it. */
function availableMemory(): number {
  const limit = process.constrainedMemory();
  return limit ? Math.min(limit, os.totalmem()) : os.totalmem();
}

const EVERY_INTERFACE = "0.0.0.0";
/** In demo mode one click signs anybody in as an owner, so only this machine is let in unless HOST says otherwise. */
const THIS_MACHINE = "127.0.0.1";

const flag = z.enum(["0", "1"]).transform((value) => value === "1");

const schema = z
  .object({
    PORT: z.coerce.number().int("must be a whole number").min(1).max(65_535).default(3000),
    HOST: z.string().min(1).optional(),
    STILLFRAME_DATA_DIR: z.string().min(1).default(".data"),
    DATABASE_URL: z
      .string()
      .regex(/^postgres(ql)?:\/\//, "must look like postgresql://user:password@host:5432/name")
      .optional(),
    STILLFRAME_DEMO: flag.default(true),
    STILLFRAME_DEMO_PASSWORD: z.string().min(8, "must have at least 8 characters").optional(),
    STILLFRAME_URL: z.url("must be the address people open, such as https://stillframe.example.org").optional(),
    AUTH_SECRET: z.string().min(32, "must have at least 32 characters (openssl rand -base64 32)").optional(),
    ...oidcFields,
    STILLFRAME_URL_SOURCES: flag.default(false),
    STILLFRAME_PRIVATE_URLS: flag.default(false),
    STILLFRAME_S3_SOURCES: flag.default(false),
    STILLFRAME_S3_ENDPOINT: z
      .url("must be the address of the store, such as https://s3.eu-central-1.amazonaws.com")
      .optional(),
    AWS_REGION: z.string().min(1).default("us-east-1"),
    AWS_ACCESS_KEY_ID: z.string().min(1).optional(),
    AWS_SECRET_ACCESS_KEY: z.string().min(1).optional(),
    AWS_SESSION_TOKEN: z.string().min(1).optional(),
    STILLFRAME_MODELS_DIR: z.string().min(1).optional(),
    STILLFRAME_MODELS_DOWNLOAD: flag.default(false),
    STILLFRAME_DATABASE_POOL: z.coerce.number().int().min(1).max(1_000).default(10),
    STILLFRAME_API_RATE_LIMIT: z.coerce.number().int("must be a whole number of requests").min(0).default(60_000),
    STILLFRAME_MAX_UPLOAD_MB: z.coerce.number().positive().default(20_480),
    STILLFRAME_CACHE_MB: z.coerce
      .number()
      .int("must be a whole number of megabytes")
      .min(1, "must be at least 1")
      .default(() => defaultCacheMegabytes(availableMemory())),
  })
  .superRefine((env, context) => {
    if (env.STILLFRAME_S3_SOURCES && !(env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY)) {
      context.addIssue({
        code: "custom",
        path: ["AWS_ACCESS_KEY_ID"],
        message: "and AWS_SECRET_ACCESS_KEY are required when STILLFRAME_S3_SOURCES is 1",
      });
    }
    for (const { setting, message } of oidcContradictions(env))
      context.addIssue({ code: "custom", path: [setting], message });
    if (env.DATABASE_URL && !env.AUTH_SECRET) {
      context.addIssue({
        code: "custom",
        path: ["AUTH_SECRET"],
        message: "is required when DATABASE_URL is set (openssl rand -base64 32)",
      });
    }
  });

export interface S3Settings {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
}

export interface Settings {
  readonly port: number;
  /** The address that the web server listens on. */
  readonly host: string;
  /** Absolute path of the data folder. */
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly demo: boolean;
  readonly demoPassword: string | undefined;
  /** Public address; decides whether cookies are sent over HTTPS only. */
  readonly publicUrl: string | undefined;
  readonly authSecret: string | undefined;
  /** Null where nobody signs in through an OpenID Connect provider. */
  readonly oidc: OidcSettings | null;
  /** Whether people may sign in with a password. */
  readonly passwordSignIn: boolean;
  /** Whether media may be fetched from http(s) addresses, and from addresses of this server's own network. */
  readonly urlSources: boolean;
  readonly privateUrls: boolean;
  /** Null where S3 sources are not enabled. */
  readonly s3: S3Settings | null;
  /** Absolute path of the folder with learned models. */
  readonly modelsDir: string;
  /** Whether models that are missing there may be fetched from the hub. */
  readonly downloadModels: boolean;
  /** Connections to the database that each process may open. */
  readonly databasePool: number;
  /** Requests that an API key may make in a minute; null where nothing limits them. */
  readonly apiRateLimit: number | null;
  /** Largest upload in bytes, one file or one archive's whole content. */
  readonly maxUploadBytes: number;
  /** How much memory a process keeps derived values in. */
  readonly cacheBytes: number;
}

export class SettingsError extends Error {}

/** @throws SettingsError naming every setting that is wrong and what it should be. */
export function parseSettings(source: Record<string, string | undefined>): Settings {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = schema.safeParse(present);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
    throw new SettingsError(
      `Some settings cannot be used:\n${lines.join("\n")}\nSee .env.example for what each one means.`,
    );
  }
  const env = parsed.data;
  return {
    port: env.PORT,
    host: env.HOST ?? (env.STILLFRAME_DEMO ? THIS_MACHINE : EVERY_INTERFACE),
    dataDir: path.resolve(env.STILLFRAME_DATA_DIR),
    databaseUrl: env.DATABASE_URL,
    demo: env.STILLFRAME_DEMO,
    demoPassword: env.STILLFRAME_DEMO_PASSWORD,
    publicUrl: env.STILLFRAME_URL,
    authSecret: env.AUTH_SECRET,
    oidc: oidcSettings(env),
    passwordSignIn: env.STILLFRAME_PASSWORD_SIGN_IN,
    urlSources: env.STILLFRAME_URL_SOURCES,
    privateUrls: env.STILLFRAME_PRIVATE_URLS,
    s3:
      env.STILLFRAME_S3_SOURCES && env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY
        ? {
            endpoint: (env.STILLFRAME_S3_ENDPOINT ?? `https://s3.${env.AWS_REGION}.amazonaws.com`).replace(/\/+$/, ""),
            region: env.AWS_REGION,
            accessKeyId: env.AWS_ACCESS_KEY_ID,
            secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
            sessionToken: env.AWS_SESSION_TOKEN,
          }
        : null,
    modelsDir: path.resolve(env.STILLFRAME_MODELS_DIR ?? path.join(env.STILLFRAME_DATA_DIR, "models")),
    downloadModels: env.STILLFRAME_MODELS_DOWNLOAD,
    databasePool: env.STILLFRAME_DATABASE_POOL,
    apiRateLimit: env.STILLFRAME_API_RATE_LIMIT === 0 ? null : env.STILLFRAME_API_RATE_LIMIT,
    maxUploadBytes: env.STILLFRAME_MAX_UPLOAD_MB * MEGABYTE,
    cacheBytes: env.STILLFRAME_CACHE_MB * MEGABYTE,
  };
}

/** What start-up says about who reaches a demo; null where there is none. */
export function demoReach({ demo, host }: Pick<Settings, "demo" | "host">): string | null {
  if (!demo) return null;
  return /^(127\.|::1$|localhost$)/.test(host)
    ? "Demo mode: reachable from this machine only; set HOST=0.0.0.0 to let others in, who can then sign in with one click."
    : `Demo mode: whoever reaches ${host === EVERY_INTERFACE || host === "::" ? "this machine" : host} signs in with one click; STILLFRAME_DEMO=0 ends that.`;
}

let cached: Settings | undefined;
export function settings(): Settings {
  return (cached ??= parseSettings(process.env));
}

/** The address that people open. */
export const publicAddress = ({ publicUrl, port }: Pick<Settings, "publicUrl" | "port">): string =>
  publicUrl ?? `http://localhost:${port}`;

/** The secret that signs sessions and media links and encrypts API secrets. The start script always provides it. */
export function authSecret(): string {
  const secret = settings().authSecret;
  if (!secret) throw new SettingsError("AUTH_SECRET is not set. Start Stillframe with `npm start`, which provides it.");
  return secret;
}
