import {
  createHook,
  customerForms,
  deleteHook,
  eventSchema,
  filterFields,
  outputFields,
  shownSample,
  updateHook,
  type EventDefinition,
} from "../../catalog/index.ts";
import { derivedOf, sampleWithDerived, withDerived, type Derived, type Making } from "../derived.ts";
import { choose, parameter, shopZone, spread, text, whole } from "./iml.ts";
import { interfaceOf, outputOf, outputOfOnly } from "./interface.ts";
import { camel, type CodeKey } from "./names.ts";
import { isOurs } from "./ours.ts";
import { parameterOf } from "./parameters.ts";

/** A component's code files: the JSON of each. */
export type Code = Partial<Record<CodeKey, unknown>>;

const [, contactForm] = customerForms;

const id = "headers.`webhook-id`";
const at = "headers.`webhook-timestamp`";

const digest = `sha256(${id} + ${text(".")} + ${at}, ${text("hex")}, webhook.secret, ${text("text")})`;
const signatures = `split(headers.\`x-7stamp-id-signature\`, ${text(" ")})`;

/**
 * A Make webhook does not see the raw body, so the signature over id and time is checked, and that the body is that
 * event's. Make documents `webhook` for attaching and detaching only: where it does not offer the secret here, the
 * secret address alone protects the webhook, as with most apps; unsigned deliveries are then taken. A sender has no
 * influence on that. How old a delivery is counts for nothing: Make may have queued it, and its ID tells a repeat.
 */
const isGenuine = ({ name }: EventDefinition): string =>
  [
    `body.event == ${text(name)}`,
    choose("webhook.secret", `body.id == ${id} && contains(${signatures}, ${digest})`, "true"),
  ].join(" && ");

const sanitized = (...paths: string[]) => ({ sanitize: ["request.headers.authorization", ...paths] });

const filtersOf = ({ filters }: EventDefinition): Record<string, unknown> =>
  filters.length === 0
    ? {}
    : spread(
        `pick(parameters, ${filters.map((key) => choose(parameter(key), text(key), text(""))).join(", ")})`,
      );

/** What detaching and changing need later. */
const kept = (hookId: string, secret: string) => ({
  data: { hook_id: whole(hookId), secret: whole(secret) },
});

/** A webhook's own communication knows nothing of the connection, but what stands in its address. */
const zone = "time_zone";
const zonedAddress = `${whole("webhook.url")}${whole(
  choose(shopZone, `${text(`?${zone}=`)} + encodeURL(${shopZone})`, text("")),
)}`;

const zoned = (value: string, format: string): string =>
  `formatDate(parseDate(${value}), ${text(format)}, query.${zone})`;

const making: Readonly<Record<Making, (value: string) => string>> = {
  day: (value) => zoned(value, "YYYY-MM-DD"),
  time: (value) => zoned(value, "HH:mm"),
  month_day: (value) =>
    `substring(${value}, length(${value}) - 5, length(${value}) - 3) + ${text("/")} + substring(${value}, length(${value}) - 2, length(${value}))`,
};

const derivedMember = ({ key, of, as }: Derived): [string, string] => {
  const from = `body.${of}`;
  const isKnown = as === "month_day" ? from : `query.${zone} && ${from}`;
  return [key, whole(choose(isKnown, making[as](from), "null"))];
};

const derivedMembers = (event: EventDefinition): Record<string, string> =>
  Object.fromEntries(derivedOf(fieldsOf(event)).map(derivedMember));

const attach = (event: EventDefinition) => ({
  url: `/v1${createHook.path}`,
  method: createHook.method,
  body: {
    target_url: zonedAddress,
    events: [event.name],
    filters: filtersOf(event),
    customer_fields: contactForm,
    source: "make",
  },
  response: { valid: isOurs(["body.id", "body.secret"]), ...kept("body.id", "body.secret") },
  log: sanitized("response.body.secret"),
});

const hookPath = (path: string): string => `/v1${path.replace(":id", whole("webhook.hook_id"))}`;

const detach = {
  url: hookPath(deleteHook.path),
  method: deleteHook.method,
  log: sanitized(),
};

const update = (event: EventDefinition) => ({
  url: hookPath(updateHook.path),
  method: updateHook.method,
  body: { filters: filtersOf(event) },
  response: kept("webhook.hook_id", "webhook.secret"),
  log: sanitized(),
});

const fieldsOf = (event: EventDefinition) => outputFields(eventSchema(event, contactForm));

/** The webhook of an event: subscribed with contact data, narrowed by filters, its deliveries checked. */
export const webhookCode = (event: EventDefinition): Code => ({
  communication: {
    condition: whole(isGenuine(event)),
    output: {
      ...(event.card === null ? outputOfOnly : outputOf)(fieldsOf(event), "body"),
      ...derivedMembers(event),
    },
    respond: { status: 200, type: "json", body: { accepted: true } },
  },
  params: event.filters.map((filter) => parameterOf(filterFields[filter])),
  attach: attach(event),
  detach,
  update: update(event),
});

/** The instant trigger of an event. The webhook has shaped the bundle already. */
export const triggerCode = (event: EventDefinition): Code => ({
  communication: {},
  staticParams: [],
  mappableParams: [],
  interface: interfaceOf(withDerived(fieldsOf(event))),
  samples: sampleWithDerived(shownSample(event, contactForm), fieldsOf(event)),
  scope: [],
});

/** The webhook's local id. */
export const webhookId = ({ name }: EventDefinition): string => camel(name);
