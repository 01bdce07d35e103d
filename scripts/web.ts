/** The web process: Next.js behind a plain HTTP server that ends when its supervisor does. */
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import next from "next";
import { cacheStatistics } from "@/lib/derived";
import { settings } from "@/lib/env";
import { reportUnknown, unknownErrorText } from "@/lib/errors";
import { alsoAt, everyAnswer, policyAt } from "@/lib/security-headers";
import { endOnUncaught } from "./stack/end-on-uncaught";

process.title = "stillframe-web";
/** For answers that are under way when the process ends after an error. */
const GRACE_MS = 500;
const { port, host, publicUrl } = settings();
const dev = process.argv.includes("--dev");
const SAID_ALWAYS = Object.entries(everyAnswer(publicUrl?.startsWith("https:") ?? false));

function protect(request: IncomingMessage, response: ServerResponse): void {
  for (const [name, value] of SAID_ALWAYS) response.setHeader(name, value);
  for (const [name, value] of Object.entries(alsoAt(request.url ?? "/"))) response.setHeader(name, value);
  // What a request says of a policy is never its own: the framework takes the nonce for its scripts from there.
  delete request.headers["content-security-policy-report-only"];
  delete request.headers["content-security-policy"];
  const policy = policyAt(request.url ?? "/", { nonce: randomBytes(16).toString("base64"), dev });
  if (policy === null) return;
  request.headers["content-security-policy"] = policy;
  response.setHeader("content-security-policy", policy);
}

async function main(): Promise<void> {
  const app = next({ dev, port, hostname: host, dir: process.cwd() });
  await app.prepare();
  const handle = app.getRequestHandler();
  const server = createServer((request, response) => {
    protect(request, response);
    handle(request, response).catch((error: unknown) => {
      const reference = reportUnknown(error, `${request.method} ${request.url?.split("?")[0]}`);
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain; charset=utf-8" });
      response.end(unknownErrorText(reference));
    });
  });
  // Uploads of many gigabytes take longer than Node's default of five minutes a request.
  server.requestTimeout = 0;
  // Browsers, proxies and scripts keep a connection for about a minute: one that is closed just when they send loses them a request.
  server.keepAliveTimeout = 75_000;
  server.headersTimeout = 80_000;
  const upgrade = app.getUpgradeHandler();
  server.on("upgrade", (request, socket, head) => {
    upgrade(request, socket, head).catch((error: unknown) => {
      reportUnknown(error, `Upgrade of ${request.url?.split("?")[0]}`);
      socket.destroy();
    });
  });
  endOnUncaught("web", () => server.close(), GRACE_MS);
  server.on("error", (error: NodeJS.ErrnoException) => {
    console.error(
      error.code === "EADDRINUSE"
        ? `Port ${port} is in use. Stop what uses it, or choose another with PORT=…`
        : error.message,
    );
    process.exit(1);
  });
  server.listen(port, host, () => process.send?.("ready"));

  const stop = () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
    setTimeout(() => process.exit(0), 3_000).unref();
  };
  // Ctrl-C reaches every process of the terminal, but the supervisor decides the order; Next would exit by itself.
  process.removeAllListeners("SIGINT");
  process.removeAllListeners("SIGTERM");
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", stop);
  process.on("disconnect", stop);
  process.on("SIGUSR2", () => console.log("[web] Cache:", JSON.stringify(cacheStatistics())));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
