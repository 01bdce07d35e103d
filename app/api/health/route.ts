import { checkHealth } from "@/lib/health";

export const dynamic = "force-dynamic";

/** 200 with `{web, database, worker, blobs, cache}` when all four work; 503 with what does not. */
export async function GET(): Promise<Response> {
  const { ok, ...health } = await checkHealth();
  return Response.json(health, { status: ok ? 200 : 503 });
}
