/** Speaks with the provider: the authorization code flow with PKCE, state and nonce (OpenID Connect Core 1.0, RFC 7636). */
import "server-only";
import * as client from "openid-client";
import { reportUnknown } from "@/lib/errors";
import type { OidcSettings } from "@/lib/oidc-settings";
import { processWide } from "@/lib/process-wide";
import { SignInRefused } from "./problems";

const TIMEOUT_S = 10;

/** What has to be remembered between leaving for the provider and coming back. */
export interface Errand {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** By HTTP Basic, which providers have to take unless they say otherwise (OpenID Connect Discovery 1.0, §3). */
function authentication(secret: string): client.ClientAuth {
  const [basic, post] = [client.ClientSecretBasic(secret), client.ClientSecretPost(secret)];
  return (server, ...request) => {
    const methods = server.token_endpoint_auth_methods_supported;
    return (!methods || methods.includes("client_secret_basic") ? basic : post)(server, ...request);
  };
}

async function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<client.Configuration> {
  const server = new URL(issuer);
  const config = await client.discovery(server, clientId, undefined, authentication(clientSecret), {
    timeout: TIMEOUT_S,
    execute: [
      // Signatures of ID tokens are checked, too; over TLS they need not be.
      client.enableNonRepudiationChecks,
      ...(server.protocol === "http:" ? [client.allowInsecureRequests] : []),
    ],
  });
  // One address that stands for many organisations would let each of them say whose an email address is.
  const named = config.serverMetadata().issuer;
  if (new URL(named).href !== server.href) throw new Error(`${issuer} calls itself ${named}: set that as the issuer`);
  return config;
}

const known = processWide("what OpenID providers can do", () => new Map<string, Promise<client.Configuration>>());

/** What the provider can do: read once, and again where that did not work. @throws SignInRefused */
async function configurationOf(oidc: OidcSettings): Promise<client.Configuration> {
  const key = JSON.stringify([oidc.issuer, oidc.clientId, oidc.clientSecret]);
  let config = known.get(key);
  if (!config) known.set(key, (config = discover(oidc)));
  try {
    return await config;
  } catch (error) {
    known.delete(key);
    throw new SignInRefused("unreachable", reportUnknown(error, `reading what ${oidc.issuer} can do`));
  }
}

/**
 * Where to send somebody who wants to sign in, and what to remember until they are back.
 * @param anew asks the provider to ask who is there, whomever it knows already @throws SignInRefused
 */
export async function departureTo(
  oidc: OidcSettings,
  { callback, anew }: { callback: URL; anew: boolean },
): Promise<{ address: URL; errand: Errand }> {
  const config = await configurationOf(oidc);
  const errand = {
    state: client.randomState(),
    nonce: client.randomNonce(),
    verifier: client.randomPKCECodeVerifier(),
  };
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: callback.href,
    scope: oidc.scopes,
    state: errand.state,
    nonce: errand.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(errand.verifier),
    code_challenge_method: "S256",
    ...(anew ? { prompt: "login" } : {}),
  });
  return { address, errand };
}

/** What the provider says of whoever comes back. @param arrival the address of the callback, with what was answered there @throws SignInRefused */
export async function claimsAt(
  oidc: OidcSettings,
  arrival: URL,
  { state, nonce, verifier }: Errand,
): Promise<Record<string, unknown>> {
  const config = await configurationOf(oidc);
  try {
    const tokens = await client.authorizationCodeGrant(config, arrival, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
    });
    const signed = tokens.claims()!;
    // Many providers keep addresses and groups out of the ID token, for its length.
    const told = config.serverMetadata().userinfo_endpoint
      ? await client.fetchUserInfo(config, tokens.access_token, signed.sub)
      : {};
    return { ...told, ...signed };
  } catch (error) {
    throw refusalOf(error, oidc);
  }
}

/** A code that was used or has expired. */
const isSpent = (error: unknown): boolean =>
  error instanceof client.ResponseBodyError && error.error === "invalid_grant";
const isDenied = (error: unknown): boolean =>
  error instanceof client.AuthorizationResponseError && error.error === "access_denied";
/** `fetch` says nothing else where there is no connection, or it was lost. */
const isUnreachable = (error: unknown): boolean =>
  (error instanceof TypeError && error.message === "fetch failed") ||
  (error instanceof client.ClientError && error.code === "OAUTH_TIMEOUT");

function refusalOf(error: unknown, { issuer }: OidcSettings): SignInRefused {
  if (isDenied(error)) return new SignInRefused("denied");
  if (isSpent(error)) return new SignInRefused("expired");
  const reference = reportUnknown(error, `signing in through ${issuer}`);
  return new SignInRefused(isUnreachable(error) ? "unreachable" : "failed", reference);
}
