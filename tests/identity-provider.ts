/** An OpenID Connect provider of another maker, with a sign-in page that believes whoever says who they are. */
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import Provider from "oidc-provider";

/** What the provider knows of somebody, by their subject. */
export interface Account {
  readonly name?: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly groups?: unknown;
}
type Answer = Record<string, unknown>;

export const CLIENT = { STILLFRAME_OIDC_CLIENT_ID: "stillframe", STILLFRAME_OIDC_CLIENT_SECRET: "secret of the tests" };

/** Another site than `localhost` to a browser. */
export const issuerAt = (port: number): string => `http://127.0.0.1:${port}`;

const SIGN_IN_PAGE = `<!doctype html><title>Who are you?</title><h1>Who are you?</h1>
<form method="post"><label>Account <input name="account"></label> <button>That is me</button></form>
<form method="post"><button>Turn back</button></form>`;

export async function startIdentityProvider(port: number, callback: string, accounts: Map<string, Account>) {
  const issuer = issuerAt(port);
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const kid = "the one key";
  const provider: Provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.STILLFRAME_OIDC_CLIENT_ID,
        client_secret: CLIENT.STILLFRAME_OIDC_CLIENT_SECRET,
        redirect_uris: [callback],
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid, alg: "RS256", use: "sig" }] },
    cookies: { keys: ["a key of the tests"] },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
    pkce: { required: () => true },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, sub) => {
      const account = accounts.get(sub);
      return account && { accountId: sub, claims: () => ({ sub, ...account }) };
    },
    // Nobody is asked whether Stillframe may know what it asks for.
    loadExistingGrant: async ({ oidc: { client, session } }) => {
      const grant = new provider.Grant({ clientId: client!.clientId, accountId: session!.accountId });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  });
  let tamper: ((answer: Answer) => Answer | Promise<Answer>) | null = null;
  provider.use(async (context, next) => {
    await next();
    if (tamper && context.path === "/token") context.body = await tamper(context.body as Answer);
  });

  const answer = provider.callback();
  const server = createServer((request, response) => {
    const asked = async () => {
      if (!request.url?.startsWith("/interaction/")) return answer(request, response);
      if (request.method !== "POST")
        return response.setHeader("content-type", "text/html; charset=utf-8").end(SIGN_IN_PAGE);
      const accountId = new URLSearchParams(await text(request)).get("account");
      return provider.interactionFinished(
        request,
        response,
        accountId === null ? { error: "access_denied" } : { login: { accountId } },
        { mergeWithLastSubmission: false },
      );
    };
    asked().catch((error: Error) => response.writeHead(500).end(error.message));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));

  return {
    issuer,
    /** Signs an ID token as the provider does, whatever it says. */
    sign: (claims: Answer) => new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid }).sign(privateKey),
    /** Answers of the token endpoint become what this makes of them; null leaves them as they are. */
    setTamper: (change: typeof tamper) => (tamper = change),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Signs in at the provider without a browser, or turns back there. @returns where it sends people back to, with its answer */
export async function signInAt(address: URL, account: string | null): Promise<URL> {
  const jar = new Map<string, string>();
  let at = address;
  let form: URLSearchParams | undefined;
  for (let step = 0; step < 10; step += 1) {
    const response = await fetch(at, {
      redirect: "manual",
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form ? { method: "POST", body: form } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
      jar.set(name!, value!);
    }
    const location = response.headers.get("location");
    if (location === null) {
      if (form || response.status !== 200) throw new Error(`${at}: ${response.status} ${await response.text()}`);
      form = new URLSearchParams(account === null ? {} : { account });
      continue;
    }
    form = undefined;
    at = new URL(location, at);
    if (at.host !== address.host) return at;
  }
  throw new Error(`The provider led nowhere from ${address}`);
}
