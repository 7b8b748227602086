import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  recipes,
  type Recipe,
  type RecipeStep,
} from "../../server/console/pages/integrations/recipes/recipes.ts";
import type { EventName } from "../../server/src/catalog/index.ts";
import { cause, type Answer } from "../support/causes.ts";
import { buildZap, mapped, type Zap } from "../zapier-app/platform.ts";
import { catalog, operationOf, run, type Input } from "../zapier-app/support.ts";
import { expectArrivals, filledFrom, memberOf } from "./arrivals.ts";
import { begunElsewhere } from "./begun-elsewhere.ts";
import { intoMailchimp, mergedNames, namesInPart } from "./names-in-part.ts";
import { mailCall, startOtherApps, type OtherApps, type OutsideCall } from "./other-apps.ts";
import { openRecipeShop, type Person, type RecipeShop } from "./shop.ts";

type Fields = Readonly<Record<string, string>>;

/**
 * The fields of a step, filled from the trigger's record; what an event has not comes as "". Where a recipe begins elsewhere,
 * `[First Name]` in a text is that field of an earlier step.
 */
const fieldsOf = (step: RecipeStep, record: Answer): Fields =>
  Object.fromEntries(
    step.fields.map(([name, value]) => [
      name,
      filledFrom(
        record,
        value.replaceAll(/\[([^\]]+)\]/g, (_all, label: string) => String(record[label] ?? "")),
      ),
    ]),
  );

const mailchimp = (fields: Fields): OutsideCall[] => {
  const email = fields["Subscriber Email"] ?? "";
  const hash = createHash("md5").update(email.toLowerCase()).digest("hex");
  const member = `https://us1.api.mailchimp.com/3.0/lists/1/members/${hash}`;
  // Whether Zapier's step asks for the names that an audience wants is not known.
  const taken = `${member}?skip_merge_validation=true`;
  const tag = fields["Tag(s)"];
  // What is mapped and comes empty is not sent.
  const names = [
    ["FNAME", fields["First Name"]],
    ["LNAME", fields["Last Name"]],
  ].filter(([, name]) => name !== undefined && name !== "");
  const merged = names.length > 0 && { merge_fields: Object.fromEntries(names) as Fields };
  return [
    {
      url: taken,
      method: "PUT",
      body: { email_address: email, status_if_new: "subscribed", ...merged },
    },
    ...(tag === undefined
      ? []
      : [{ url: `${member}/tags`, method: "POST", body: { tags: [{ name: tag, status: "active" }] } }]),
  ];
};

/** The calls that a step of another app makes with its fields. */
const calls: Readonly<Record<string, (fields: Fields) => OutsideCall[]>> = {
  "Mailchimp Add/Update Subscriber": mailchimp,
  "Slack Send Channel Message": (fields) => [
    {
      url: "https://slack.com/api/chat.postMessage",
      method: "POST",
      body: { channel: fields["Channel"], text: fields["Message Text"] },
    },
  ],
  "HubSpot Create Engagement": (fields) => [
    {
      url: "https://api.hubapi.com/crm/v3/objects/tasks",
      method: "POST",
      body: {
        properties: {
          hs_timestamp: fields["Due Date"],
          hs_task_subject: fields["Subject"],
          hs_task_body: fields["Body"],
        },
      },
    },
  ],
  "Pipedrive Create Activity": (fields) => [
    {
      url: "https://api.pipedrive.com/api/v2/activities",
      method: "POST",
      body: { subject: fields["Subject"], type: fields["Type"]?.toLowerCase(), note: fields["Note"] },
    },
  ],
  "Gmail Send Email": (fields) => [
    mailCall({
      to: fields["To"] ?? "",
      subject: fields["Subject"] ?? "",
      type: "plain",
      text: fields["Body"] ?? "",
    }),
  ],
  "Google Sheets Create Spreadsheet Row": (fields) => [
    {
      url: "https://sheets.googleapis.com/v4/spreadsheets/1/values/A1:append",
      method: "POST",
      body: { values: [Object.values(fields)] },
    },
  ],
};

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === "";

/** The conditions of a filter, as Zapier names them. */
const conditions: Readonly<Record<string, (value: unknown) => boolean>> = {
  "(Boolean) Is true": (value) => String(value) === "true",
  Exists: (value) => !isEmpty(value),
};

/** Whether a filter lets the run go on; its fields have the labels that the trigger shows. */
const passes = (step: RecipeStep, event: string | null, record: Answer): boolean =>
  step.fields.every(([label, condition]) => {
    const shown = catalog.triggers.find(({ key }) => key === event)?.outputFields ?? [];
    const key = shown.find((field) => field.label === label)?.key;
    const holds = conditions[condition] ?? assert.fail(condition);
    return holds(event === null ? record[label] : memberOf(record, key?.replaceAll("__", ".") ?? ""));
  });

/** What another app's trigger hands on, by the labels that a person sees there. */
const labelled = (given: Readonly<Record<string, unknown>>): Answer =>
  Object.fromEntries(
    Object.entries(given).map(([key, value]) => [
      key.replaceAll(/(?:^|_)([a-z])/g, (_all, letter: string) => ` ${letter.toUpperCase()}`).trim(),
      value,
    ]),
  );

const own = "7stamp Connect";

describe("samples › recipes for Zapier", () => {
  let place: RecipeShop | undefined;
  let apps: OtherApps;
  let zap: Zap | undefined;
  beforeEach(async () => {
    apps = await startOtherApps();
  });
  /** Ends the Zap and its shop, so that others can be opened. */
  const close = async (): Promise<void> => {
    await zap?.remove();
    await zap?.address.close();
    zap = undefined;
    await place?.stop();
    place = undefined;
  };
  afterEach(async () => {
    await apps.close();
    await close();
  });

  const open = async (hasConsent: boolean, person: Partial<Person> = {}): Promise<RecipeShop> => {
    const consents = { email: hasConsent, whatsapp: hasConsent };
    place = await openRecipeShop({ name: "Ann Lee", consents, ...person });
    return place;
  };

  const authOf = ({ shop }: RecipeShop) => ({ base_url: `${shop.app.url}/`, api_key: shop.owner.key });

  /** The record of the run that the event really starts. */
  const happened = async (opened: RecipeShop, event: string): Promise<Answer> => {
    const { shop, outside } = opened;
    const auth = authOf(opened);
    const nothing = (): never => assert.fail("not asked for");
    zap = await buildZap({ ...shop, auth, create: nothing, find: nothing, stop: nothing }, event);
    await zap.turnOn();
    await cause(event as EventName, shop, outside);
    const [record] = await zap.runs(1);
    return record;
  };

  /** Runs our own step as the platform does: fields by their labels, drop-downs by their entries. */
  const runOwn = async (
    opened: RecipeShop,
    step: RecipeStep,
    record: Answer,
  ): Promise<Answer | undefined> => {
    const create = catalog.creates.find(({ label }) => label === step.action);
    const found = create ?? catalog.searches.find(({ label }) => label === step.action);
    assert.ok(found, step.action);
    const texts = fieldsOf(step, record);
    const filled = step.fields.map(([label, value]): [string, unknown] => {
      const field = found.inputFields.find((one) => one.label === label);
      assert.ok(field, `${step.action} has no field ${label}`);
      const choice = field.choices?.find((one) => one.label === value)?.value;
      return [field.key, choice ?? record[value] ?? texts[label]];
    });
    const needsTemplate = found.key === "issue_card" && { template_id: opened.shop.templateId };
    const input = mapped({ ...Object.fromEntries(filled), ...needsTemplate } as Input);
    const { perform } = operationOf(create ? "creates" : "searches", found.key);
    const result = (await run(perform, { auth: authOf(opened), input })) as Answer;
    // A search gives a list, and stops the Zap with an empty one.
    const output: Answer = create ? result : result[0];
    return output === undefined
      ? undefined
      : Object.fromEntries(found.outputFields.map(({ key, label }) => [label, memberOf(output, key)]));
  };

  /** @returns the record of the trigger, and what our own steps gave */
  const play = async (opened: RecipeShop, recipe: Recipe, given: Answer = {}): Promise<Answer> => {
    const [trigger, ...steps] = recipe.zapier;
    let record: Answer = recipe.event === null ? given : await happened(opened, recipe.event);
    if (recipe.event !== null)
      assert.equal(catalog.triggers.find(({ key }) => key === recipe.event)?.label, trigger?.action);
    for (const step of steps) {
      if (step.app === "Filter by Zapier") {
        if (!passes(step, recipe.event, record)) return record;
      } else if (step.app === own) {
        const output = await runOwn(opened, step, record);
        if (output === undefined) return record;
        record = { ...output, ...record };
      } else {
        const makes = calls[`${step.app} ${step.action}`];
        assert.ok(makes, `${step.app} ${step.action}`);
        for (const call of makes(fieldsOf(step, record))) await apps.make(call);
      }
    }
    return record;
  };

  const named = (wanted: string): Recipe => {
    const found = recipes.find(({ id }) => id === wanted);
    assert.ok(found);
    return found;
  };

  for (const recipe of recipes.filter(({ event }) => event !== null)) {
    it(`${recipe.id}: what happened in the shop arrives at ${recipe.apps.at(-1)}`, async () => {
      const record = await play(await open(true), recipe);
      expectArrivals(recipe, apps.accepted, record);
      assert.doesNotMatch(JSON.stringify(apps.accepted), /undefined|null|\{[a-z]+\./);
      if (recipe.apps.includes("Google Sheets"))
        assert.match(JSON.stringify(apps.accepted), /"\d{4}-\d\d-\d\d \d\d:\d\d"/);
    });
  }

  for (const recipe of intoMailchimp)
    it(`${recipe.id}: does nothing with who did not agree to mail`, async () => {
      await play(await open(false), recipe);
      assert.deepEqual(apps.accepted, []);
    });

  it("do nothing in Mailchimp with who agreed and has no address", async () => {
    for (const recipe of intoMailchimp) {
      await play(await open(true, { email: undefined, phone: "+380671112233" }), recipe);
      await close();
    }
    assert.deepEqual(apps.accepted, []);
  });

  it("send Mailchimp the names that there are, and no blank one", async () => {
    for (const { person, sent } of namesInPart) {
      const before = apps.accepted.length;
      await play(await open(true, person), named("mailchimp_audience"));
      assert.deepEqual(mergedNames(apps.accepted.slice(before)), sent);
      await close();
    }
    assert.ok(apps.accepted.length >= namesInPart.length);
  });

  for (const { id, title, holds } of begunElsewhere)
    it(`${id}: ${title}`, async () => {
      const opened = await open(true);
      const recipe = named(id);
      const run = async (given: Answer): Promise<void> =>
        void (await play(opened, recipe, labelled(given as object as Record<string, unknown>)));
      await holds({ opened, apps, given: recipe.given, play: run });
    });
});
