/** `npm run api-key -- --email EMAIL`: makes an API key and prints it as JSON. */
import { parseArgs } from "node:util";
import { AppError, BadRequestError } from "@/lib/errors";
import { prepareStack } from "./stack/stack";

const { values } = parseArgs({
  options: { email: { type: "string" }, name: { type: "string", default: "Command line" } },
});

async function main(): Promise<void> {
  if (!values.email) throw new BadRequestError("Usage: npm run api-key -- --email EMAIL [--name NAME]");
  const stack = await prepareStack();
  Object.assign(process.env, stack.env);
  const { createApiKeyFor } = await import("@/lib/auth/service");
  console.log(JSON.stringify(await createApiKeyFor(values.email, values.name)));
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error instanceof AppError ? error.detail : error);
    process.exit(1);
  },
);
