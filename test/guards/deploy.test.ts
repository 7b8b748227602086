import { createMetrics } from "../../server/src/http/metrics.ts";
import { environment } from "../../server/src/process/config.ts";
import { expectNone, textOf } from "./tree.ts";

const found = (path: string, pattern: RegExp): string[] =>
  [...textOf(path).matchAll(pattern)].map(([, name = ""]) => name);

describe("samples of deployment", () => {
  it("set only variables that the server reads", () => {
    const set = [
      ...found("samples/deploy/compose.yaml", /^ {4,6}([A-Z][A-Z_]+):/gm),
      ...found("samples/deploy/7stamp-connect.service", /[= ]([A-Z][A-Z_]+)=/g),
      ...found("samples/deploy/Dockerfile", /[ ]([A-Z][A-Z_]+)=/g),
    ];
    const known: readonly string[] = [...Object.keys(environment.shape), "NODE_ENV"];
    expectNone(
      set.filter((name) => !known.includes(name)),
      "The server reads no such variable:",
    );
  });

  it("watch only metrics that there are", async () => {
    const text = await createMetrics().text();
    const watched = found("samples/deploy/alerts.yml", /\b(connect_[a-z_]+?)(?:_bucket|_count|_sum)?\{/g);
    expectNone(
      watched.filter((name) => !text.includes(`# TYPE ${name} `)),
      "There is no such metric:",
    );
  });
});
