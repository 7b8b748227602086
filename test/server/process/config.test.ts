import assert from "node:assert/strict";
import { readConfig } from "../../../server/src/process/config.ts";

describe("process › config", () => {
  it("says of a wrong value what it must be", () => {
    for (const [name, value, rule] of [
      ["PORT", "seven", "must be a number"],
      ["PORT", "70000", "must be at most 65535"],
      ["RATE_LIMIT_PER_MINUTE", "1.5", "must be a whole number"],
      ["ROLE", "web", 'must be one of "all", "api", "worker"'],
      ["PUBLIC_URL", "loyalty", "is no web address such as https://example.com"],
      ["MONGODB_URI", "http://x", "must start with mongodb:// or mongodb+srv://"],
    ] as const) {
      const message = `${name} cannot be used: ${rule}. Correct it (see .env.example) and start again.`;
      assert.throws(() => readConfig({ [name]: value }), { name: "ConfigError", message });
    }
  });
});
