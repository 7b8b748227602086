import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { freePort } from "../../support/free-port.ts";
import { killLeftovers, startServerProcess } from "../../support/process.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The commands of a section, as a reader copies them. */
const commandsOf = (readme: string, section: string): string => {
  const text = readme.split(/^## /m).find((part) => part.startsWith(section)) ?? "";
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block]) => block).join("\n");
};

const untilOpen = (port: number): string =>
  `until (exec 3<>/dev/tcp/localhost/${port}) 2>/dev/null; do sleep 0.1; done`;

const patienceMs = 60_000;

describe("README › five minutes to a verified webhook", function () {
  this.timeout(300_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "7stamp-readme-"));
  });
  after(async () => {
    killLeftovers();
    await rm(folder, { recursive: true, force: true });
  });

  it("its commands, as they stand, end in a verified voucher_redeemed", async () => {
    const server = await startServerProcess({ DATA_DIR: join(folder, "data"), MONGODB_URI: "" });
    const key = server.welcome.find((line) => line.startsWith("API key: "))?.slice("API key: ".length);
    const port = await freePort();
    const commands = commandsOf(await readFile(join(root, "README.md"), "utf8"), "Five minutes")
      .replace("7loc_sc_…", key ?? "")
      .replace("http://localhost:7070", server.url)
      .replace("http://localhost:9000/", `http://localhost:${port}/`)
      // A reader takes longer to copy the next command than the receiver to listen.
      .replace("receive.mjs &", (start) => `${start}\n${untilOpen(port)}`);
    assert.match(commands, /redemptions/);
    const shell = spawn("bash", ["-c", `set -eu\n${commands}\necho; wait`], {
      cwd: root,
      env: { ...process.env, PORT: String(port) },
      // The receiver of the commands ends with the shell's group.
      detached: true,
    });
    const seen: string[] = [];
    shell.stderr.on("data", (chunk: Buffer) => seen.push(chunk.toString()));
    let isOver = false;
    const end = (): void => {
      if (!isOver) process.kill(-(shell.pid ?? 0), "SIGKILL");
      isOver = true;
    };
    // What was said until then is what a failure has to show.
    const patience = setTimeout(end, patienceMs);
    try {
      for await (const line of createInterface({ input: shell.stdout })) {
        seen.push(line);
        // The receiver may write before curl has ended its own line.
        if (/evt_\w+ voucher_redeemed$/.test(line)) break;
      }
    } finally {
      clearTimeout(patience);
      end();
    }
    const events = seen.flatMap((line) => /evt_\w+ (\w+)$/.exec(line)?.[1] ?? []);
    for (const name of ["card_issued", "stamp_added", "goal_reached", "voucher_issued", "voucher_redeemed"])
      assert.ok(events.includes(name), `${name} in ${seen.join("\n")}`);
    await server.kill("SIGTERM");
  });
});
