import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import openapiTs, { astToString } from "openapi-typescript";
import typescript from "typescript";
import { openApi } from "../../../server/src/generate/openapi/index.ts";
import { startTestApp, type TestApp } from "../../support/app.ts";

// Below the packages, so that the program finds openapi-fetch.
const folder = fileURLToPath(new URL("../../../node_modules/.cache/7stamp-client-test/", import.meta.url));
const program = join(folder, "program.ts");

const faults = (): string[] => {
  const checked = typescript.createProgram([program], {
    strict: true,
    noEmit: true,
    module: typescript.ModuleKind.NodeNext,
    target: typescript.ScriptTarget.ES2022,
    allowImportingTsExtensions: true,
    types: ["node"],
    skipLibCheck: true,
  });
  return typescript
    .getPreEmitDiagnostics(checked)
    .map(({ messageText }) => typescript.flattenDiagnosticMessageText(messageText, "\n"));
};

describe("OpenAPI document › a client made from it", function () {
  this.timeout(180_000);
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "package.json"), '{"type":"module"}');
    const types = await openapiTs(JSON.parse(JSON.stringify(openApi())));
    await writeFile(join(folder, "schema.ts"), astToString(types));
    await copyFile(new URL("client-program.txt", import.meta.url), program);
  });
  after(async () => {
    await app.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("compiles by openapi-typescript's types, and plays the story by openapi-fetch", async () => {
    assert.deepEqual(faults(), []);
    const tenant = await app.tenant();
    const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", program], {
      env: { ...process.env, BASE_URL: `${app.url}/v1`, API_KEY: tenant.owner.key },
    });
    assert.deepEqual(JSON.parse(stdout), {
      goals: [1, 2],
      status: "redeemed",
      again: "voucher_already_redeemed",
      kinds: [
        "voucher_redeemed",
        "voucher_issued",
        "reward_issued",
        "goal_reached",
        "reward_issued",
        "goal_reached",
        "stamp_added",
        "card_issued",
      ],
      removed: 204,
    });
  });
});
