import type { DemoAccess } from "./bootstrap.ts";

export interface WelcomeParts {
  publicUrl: string;
  access: DemoAccess | null;
  /** Whether hooks may call this machine, because nothing is configured yet. */
  allowsLoopback: boolean;
  /** Whether nothing is sent that is due. */
  isQuiet: boolean;
}

const receiverPort = 9_000;

/** Prints what arrives; whoever has Node has it. */
const receiver = `node -e 'require("http").createServer((q,s)=>{q.pipe(process.stdout);s.end()}).listen(${receiverPort})'`;

const call = (access: DemoAccess, url: string, body: object): readonly string[] => [
  `curl -s ${url} \\`,
  `  -H "Authorization: Bearer ${access.apiKey}" \\`,
  `  -H "Content-Type: application/json" \\`,
  `  -d '${JSON.stringify(body)}'`,
];

/** A card, a hook, stamps up to the goal: the whole way of an event. */
const firstCommands = (access: DemoAccess, publicUrl: string): readonly string[] => {
  const email = "ann.lee@example.com";
  return [
    "1. Issue a first card:",
    ...call(access, `${publicUrl}/v1/cards`, { template_id: access.templateId, email, name: "Ann Lee" }),
    "",
    `2. Start a receiver in another terminal, and send it every event:`,
    receiver,
    ...call(access, `${publicUrl}/v1/hooks`, {
      target_url: `http://localhost:${receiverPort}/`,
      events: ["*"],
    }),
    "",
    "3. Stamp the card to its goal, and watch the events arrive:",
    ...call(access, `${publicUrl}/v1/stamps`, { email, count: 10 }),
    "",
  ];
};

/** Tells a person at the terminal where everything is; with fresh demo access also how to get in and what to do first. */
export const welcome = ({ publicUrl, access, allowsLoopback, isQuiet }: WelcomeParts): void => {
  const fresh =
    access === null
      ? []
      : [
          `The store was empty, so the business "${access.business.name}" was created. This is shown once:`,
          `Login: ${access.login}`,
          `Password: ${access.password}`,
          `API key: ${access.apiKey}`,
          "",
          ...firstCommands(access, publicUrl),
        ];
  const loopback = allowsLoopback
    ? [
        "Nothing is configured yet, so hooks may call receivers on this machine. PUBLIC_URL, MONGODB_URI or",
        "WEBHOOK_ALLOWED_HOSTS ends that (see .env.example).",
      ]
    : [];
  const quiet = isQuiet
    ? ["START_QUIET is set: nothing that is due is sent. Start again without it to send it."]
    : [];
  const places = [`Console: ${publicUrl}/console`, `Guides and API reference: ${publicUrl}/docs`];
  // The address comes last: what waits for the start has read everything else by then.
  const lines = [...fresh, ...loopback, ...quiet, ...places, `7stamp Connect is running at ${publicUrl}`];
  process.stdout.write(`${lines.join("\n")}\n`);
};
