import { actions, exampleBody, examplePath, type Access, type ActionDefinition } from "../catalog/index.ts";
import type { Files } from "./files.ts";

/** What each kind of caller puts into the header; the reader fills in the variables at the top of the file. */
const proofs: Readonly<Record<Access, string | undefined>> = {
  caller: "Authorization: Bearer {{apiKey}}",
  session: "Cookie: 7stamp_session={{session}}",
  operator: "Authorization: Bearer {{operatorToken}}",
  till: "x-7stamp-signature: t={{unixTime}},v1={{signature}}",
  public: undefined,
};

const preamble = ["@baseUrl = http://localhost:7070/v1", "@apiKey = <your API key>", ""];

const queryOf = ({ example }: ActionDefinition): string =>
  example?.query === undefined ? "" : `?${new URLSearchParams(example.query).toString()}`;

const bodyOf = (action: ActionDefinition): string[] => {
  const [media] = action.takes?.media ?? [];
  if (media !== undefined) return [`Content-Type: ${media}`, "", `< ./${media.replace("/", ".")}`];
  const body = exampleBody(action);
  return body === undefined ? [] : ["Content-Type: application/json", "", JSON.stringify(body, null, 2)];
};

const requestOf = (action: ActionDefinition): string => {
  const lines = [
    `### ${action.summary}`,
    `${action.method} {{baseUrl}}${examplePath(action)}${queryOf(action)}`,
    proofs[action.access],
    ...bodyOf(action),
  ];
  return `${lines.filter((line) => line !== undefined).join("\n")}\n`;
};

const fileOf = (tag: string): string =>
  [...preamble, ...actions.filter((action) => action.tag === tag).map(requestOf)].join("\n");

const tags = (): string[] => [...new Set(actions.map((action) => action.tag))];

/** samples/http: requests to try, a file for each tag, as editors with an HTTP client read them. */
export const httpRequests = (): Files =>
  Object.fromEntries(
    tags().map((tag) => [`samples/http/${tag.toLowerCase().replaceAll(" ", "-")}.http`, fileOf(tag)]),
  );
