import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { filesBelow, root } from "../guards/tree.ts";
import { startReceiver, type Receiver } from "../support/receiver.ts";
import { startSevenLoc } from "../support/seven-loc.ts";
import { playStory } from "./http-player.ts";

/*
 * `npm run samples -- KEY [URL]`: plays every story of samples/http against a running server, with a receiver and a 7loc.com
 * of its own. Ends with 0 when each call was answered as its story says and each delivery was signed rightly. Customers and
 * webhooks that its calls have made it takes away again, nobody else's; of what else is new since it began (programs,
 * locations …) it says how many.
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

/** What stories make, by the address of its list. The first two are taken away again; for the others no call does that. */
const lists = {
  customers: "customers",
  hooks: "webhooks",
  templates: "programs",
  "voucher-templates": "voucher templates",
  locations: "locations",
  staff: "members of staff",
  campaigns: "campaigns",
} as const;
type Made = keyof typeof lists;
const removable: readonly string[] = ["customers", "hooks"] satisfies Made[];

const call = async ({ baseUrl, apiKey }: Target, path: string, method = "GET"): Promise<Response> =>
  await fetch(`${baseUrl}${path}`, { method, headers: { authorization: `Bearer ${apiKey}` } });

/** @throws with what somebody can do, when it is not answered */
const read = async (target: Target, path: string): Promise<Response> => {
  const answer = await call(target, path);
  if (answer.ok) return answer;
  const { detail = "" } = (await answer.json().catch(() => ({}))) as { detail?: string };
  const again = answer.headers.get("retry-after");
  throw new Error(
    `GET ${path} answered ${answer.status}. ${detail}${again === null ? "" : ` Try again in ${again} s.`}`,
  );
};

interface Target {
  readonly baseUrl: string;
  readonly apiKey: string;
}

/** The ids of all there is at these addresses. */
const standing = async (target: Target): Promise<Map<string, Set<string>>> => {
  const found = new Map<string, Set<string>>();
  for (const list of Object.keys(lists)) {
    const ids = new Set<string>();
    for (let cursor: string | null = ""; cursor !== null;) {
      const page = await read(target, `/${list}?limit=100${cursor === "" ? "" : `&cursor=${cursor}`}`);
      const { data, next_cursor } = (await page.json()) as {
        data: { id: string }[];
        next_cursor: string | null;
      };
      for (const { id } of data) ids.add(id);
      cursor = next_cursor;
    }
    found.set(list, ids);
  }
  return found;
};

/** Takes away what the stories have made, by the ids they were answered, and says what stays. */
const clearAway = async (
  target: Target,
  before: Map<string, Set<string>>,
  answered: ReadonlySet<string>,
): Promise<void> => {
  const stays: string[] = [];
  for (const [list, ids] of await standing(target)) {
    const added = [...ids].filter((id) => !before.get(list)?.has(id));
    if (removable.includes(list))
      for (const id of added.filter((one) => answered.has(one)))
        await call(target, `/${list}/${id}`, "DELETE");
    else if (added.length > 0) stays.push(`${added.length} ${lists[list as Made]}`);
  }
  if (stays.length > 0) say(`What has no call that removes it stays in the business: ${stays.join(", ")}.`);
};

const run = async (apiKey: string, server: string): Promise<void> => {
  const target = { baseUrl: new URL("/v1", server).href, apiKey };
  const before = await standing(target);
  const [receiver, sevenLoc] = await Promise.all([startReceiver(), startSevenLoc()]);
  const variables = {
    ...target,
    sevenLoc: sevenLoc.url,
    sevenLocToken: sevenLoc.token,
  };
  const answered = new Set<string>();
  const made = (answer: unknown): void => {
    for (const [id] of JSON.stringify(answer ?? null).matchAll(/\b[a-z]+_[0-9a-z]{26}\b/g)) answered.add(id);
  };
  try {
    for (const file of filesBelow("samples/http").filter((name) => name.endsWith(".http"))) {
      say(file);
      const secrets = await playStory(join(root, file), { variables, receiver, told: say, made });
      if (file.endsWith("/webhook.http")) await verify(receiver, secrets);
    }
  } finally {
    await clearAway(target, before, answered).finally(() => Promise.all([receiver.close(), sevenLoc.stop()]));
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
