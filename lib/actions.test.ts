import { expect, it } from "vitest";
import { z } from "zod";
import { publicFormAction } from "./actions";

const schema = z.strictObject({ name: z.string(), note: z.string().optional() });
const action = publicFormAction("test", schema, async ({ name }) => name);
const send = (fields: Record<string, string>) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return action(null, data);
};

it("does what a form asks for", async () => {
  expect(await send({ name: "Cats 🦊" })).toMatchObject({ status: "done", done: "Cats 🦊" });
});

it.each(["name", "note"])("sends a form back at the field that the database would not take: %s", async (field) => {
  const answer = await send({ name: "Cats", [field]: "a\0b" });
  expect(answer).toMatchObject({
    status: "invalid",
    submission: { error: { [field]: [expect.stringMatching(/U\+0000/)] } },
  });
});
