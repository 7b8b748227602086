import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { filesBelow, root } from "../guards/tree.ts";
import { startReceiver, type Receiver } from "../support/receiver.ts";
import { startSevenLoc } from "../support/seven-loc.ts";
import { playStory } from "./http-player.ts";

/*
 * `npm run samples -- KEY [URL]`: plays every story of samples/http against a running server, with a receiver and a 7loc.com
 * of its own. Ends with 0 when each call was answered as its story says and each delivery was signed rightly.
 */

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** The webhook's story has three deliveries at least: the test, the card, the stamp. */
const verify = async (receiver: Receiver, secrets: readonly string[]): Promise<void> => {
  for (const { body, headers } of await receiver.arrived(3)) {
    new Webhook(secrets[0] ?? "").verify(body, headers);
    say(`  ⇐ ${(JSON.parse(body) as { event: string }).event}, signature verified`);
  }
};

const run = async (apiKey: string, server: string): Promise<void> => {
  const [receiver, sevenLoc] = await Promise.all([startReceiver(), startSevenLoc()]);
  const variables = {
    baseUrl: new URL("/v1", server).href,
    apiKey,
    sevenLoc: sevenLoc.url,
    sevenLocToken: sevenLoc.token,
  };
  try {
    for (const file of filesBelow("samples/http").filter((name) => name.endsWith(".http"))) {
      say(file);
      const secrets = await playStory(join(root, file), { variables, receiver, told: say });
      if (file.endsWith("/webhook.http")) await verify(receiver, secrets);
    }
  } finally {
    await Promise.all([receiver.close(), sevenLoc.stop()]);
  }
};

const [key, url = "http://localhost:7070"] = process.argv.slice(2);
if (key === undefined) {
  say("npm run samples -- KEY [URL]: KEY is an owner's API key, as the first start prints it");
  process.exitCode = 1;
} else
  await run(key, url).catch((error: unknown) => {
    const said = error instanceof Error ? error.message : String(error);
    say(said === "fetch failed" ? `No server answers at ${url}: start it with npm start` : said);
    process.exitCode = 1;
  });
