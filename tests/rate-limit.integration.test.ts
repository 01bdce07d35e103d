/** How many requests a key may make; with three a minute, which is read when the first one comes. */
import { beforeAll, expect, it } from "vitest";
import { checkPassword, type CurrentUser } from "@/lib/auth/service";
import { TooManyRequestsError } from "@/lib/errors";
import { errorResponse } from "@/lib/http";
import { call, newUser } from "./world";

process.env.STILLFRAME_API_RATE_LIMIT = "3";

let owner: CurrentUser;
beforeAll(async () => {
  owner = await newUser("owner");
});

it("answers say what is left, refusals too, until there is nothing; another key has its own", async () => {
  const statuses: number[] = [];
  for (const path of ["/datasets", "/tasks?page=0", "/datasets"]) {
    const response = await call(path, { user: owner });
    statuses.push(response.status);
    expect(response.headers.get("ratelimit-policy")).toBe('"key";q=3;w=60');
    expect(response.headers.get("ratelimit")).toMatch(new RegExp(`^"key";r=${3 - statuses.length};t=\\d+$`));
  }
  expect(statuses).toEqual([200, 422, 200]);

  const refused = await call("/datasets", { user: owner });
  expect(refused.status).toBe(429);
  const seconds = Number(refused.headers.get("retry-after"));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
  expect(refused.headers.get("ratelimit")).toBe(`"key";r=0;t=${seconds}`);
  expect(await refused.json()).toEqual({
    detail: `This API key may make 3 requests a minute. Go on in ${seconds} s.`,
  });

  expect((await call("/datasets", { user: await newUser("other") })).status).toBe(200);
});

it("whoever is not known is not counted", async () => {
  for (let count = 0; count < 5; count += 1) {
    const response = await call("/datasets");
    expect(response.status).toBe(401);
    expect(response.headers.get("ratelimit")).toBeNull();
  }
});

it("wrong passwords say when to try again", async () => {
  const attempt = () => checkPassword(owner.email, "wrong");
  for (let count = 0; count < 5; count += 1) expect(await attempt()).toBeNull();
  const error: unknown = await attempt().catch((refusal: unknown) => refusal);
  expect(error).toBeInstanceOf(TooManyRequestsError);
  const response = errorResponse(error, new Request("http://localhost/api/v1/tasks"));
  expect(response.status).toBe(429);
  expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(50);
});
