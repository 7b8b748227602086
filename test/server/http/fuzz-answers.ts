import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import type { ActionDefinition } from "../../../server/src/catalog/index.ts";
import { root } from "../../guards/tree.ts";

/* What openapi.json promises of an answer. */

interface Answerable {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, unknown>>;
}
interface OpenApi {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { responses: Record<string, Answerable> }>>>
  >;
  readonly components: { readonly responses: Readonly<Record<string, Answerable>> };
}

/** Clients have to bear members that a later version adds; ours must not show any that nobody described. */
const closed = (_name: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && "properties" in value && "type" in value
    ? { additionalProperties: false, ...value }
    : value;

const document = JSON.parse(readFileSync(join(root, "server/openapi.json"), "utf8"), closed) as OpenApi;
const ajv = new Ajv2020({ strict: false, allErrors: true });
(formats as unknown as (ajv: Ajv2020) => void)(ajv);
ajv.addSchema(document, "openapi");
const compiled = new Map<string, ValidateFunction>();

const escaped = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");

const validatorAt = (pointer: string): ValidateFunction => {
  const made = compiled.get(pointer) ?? ajv.compile({ $ref: `openapi#${encodeURI(pointer)}` });
  compiled.set(pointer, made);
  return made;
};

export interface Seen {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const problem = "application/problem+json";

/** Holds an answer against its operation's part of openapi.json. */
export const assertFits = (
  { method, path }: ActionDefinition,
  { status, type, text }: Seen,
  said: string,
): void => {
  const told = path.replaceAll(/:(\w+)/g, "{$1}");
  const { responses } = document.paths[told]?.[method.toLowerCase()] ?? { responses: {} };
  const listed = responses[String(status)];
  assert.ok(listed, `not in openapi.json: ${said}`);
  const [media = ""] = type.split(";");
  if (status >= 400) assert.equal(media, problem, said);
  const name = listed.$ref?.replace("#/components/responses/", "");
  const response = name === undefined ? listed : document.components.responses[name];
  if (response?.content === undefined) return assert.equal(text, "", said);
  if (media === "text/event-stream") return;
  assert.ok(media in response.content, `${media} is not in openapi.json: ${said}`);
  const place =
    name === undefined
      ? `/paths/${escaped(told)}/${method.toLowerCase()}/responses/${status}`
      : `/components/responses/${name}`;
  const validate = validatorAt(`${place}/content/${escaped(media)}/schema`);
  assert.ok(validate(JSON.parse(text)), `${JSON.stringify(validate.errors)} ${said}`);
};
