import assert from "node:assert/strict";
import type { Answered, Client } from "./client.ts";

/** Posts what must succeed and gives the answer's body. */
export const made = async (client: Client, path: string, body?: unknown) => {
  const answer = await client.post(path, body);
  assert.ok(answer.status < 300, answer.text);
  return answer.body;
};

/** Asserts a refusal by status, code and, for a refused value, its pointer. */
export const assertRefused = (answer: Answered, status: number, code: string, pointer?: string): void => {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.body.code, code, answer.text);
  if (pointer !== undefined) assert.equal(answer.body.errors[0].pointer, pointer, answer.text);
};
