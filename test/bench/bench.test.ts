import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../guards/tree.ts";
import type { Figures } from "./report.ts";

describe("bench", function () {
  this.timeout(600_000);

  it("runs whole and small: every part has figures, and nothing that was sent is missing or came twice", async () => {
    const folder = await mkdtemp(join(tmpdir(), "7stamp-bench-test-"));
    const out = join(folder, "figures.json");
    const script = join(root, "test/bench/run.ts");
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--import", "tsx", script, "--smoke", "--out", out],
      { cwd: root },
    );
    const figures = JSON.parse(await readFile(out, "utf8")) as Figures;
    await rm(folder, { recursive: true, force: true });
    const runs = figures.systems.flatMap(({ flat, open }) => [
      ...Object.values(flat).flat(),
      ...Object.values(open),
    ]);
    assert.deepEqual([figures.systems.length, runs.length], [3, 3 * 2 + 3 + 2 * 2]);
    assert.ok(runs.every(({ missing, repeats }) => missing === 0 && repeats === 0));
    assert.ok((figures.startMs?.later.length ?? 0) > 0);
    assert.ok(figures.operations.length >= 9 && figures.operations.every(({ latency }) => latency.p99 > 0));
    assert.deepEqual(
      figures.growth.map(({ entries, operations }) => [entries, operations.length]),
      [[100, figures.operations.length]],
    );
    assert.ok(figures.memory !== null && figures.idle !== null);
    for (const title of [
      "Flat out",
      "100 stamps a second",
      "Start",
      "Idle",
      "Operations",
      "Growth",
      "Memory",
    ])
      assert.ok(stdout.includes(title), title);
  });
});
