import { events, stepOutput, steps, type EventDefinition, type StepDefinition } from "../../catalog/index.ts";
import { json, type Files } from "../files.ts";
import { whole } from "./iml.ts";
import { interfaceOf, outputOf } from "./interface.ts";
import { groupsFile, manifest, moduleGrouping } from "./manifest.ts";
import { codeFiles, codeKeys, type Kind } from "./names.ts";
import { isPage, isRecord } from "./ours.ts";
import { limitParameter, parameterOf } from "./parameters.ts";
import { formOf } from "./questions.ts";
import { requestOf } from "./request.ts";
import { sampleOf } from "./samples.ts";
import { triggerCode, webhookCode, webhookId, type Code } from "./trigger.ts";

const root = "make-app";

const paging = {
  qs: { cursor: whole("body.next_cursor") },
  condition: whole("body.next_cursor"),
};

const searched = (step: StepDefinition) => ({
  ...requestOf(step),
  response: {
    valid: isPage,
    limit: whole("parameters.limit"),
    iterate: whole("body.data"),
    output: outputOf(stepOutput(step), "item"),
  },
  pagination: paging,
});

const asked = (step: StepDefinition) => ({
  ...requestOf(step),
  response: { valid: isRecord(stepOutput(step)), output: outputOf(stepOutput(step), "body") },
});

const isSearch = ({ kind }: StepDefinition): boolean => kind === "search";

const inputs = (step: StepDefinition) => {
  const form = formOf(step, (field) => parameterOf(field, { all: step.fields, step: step.key }));
  // Every search has the same limit, whatever the other app asks for.
  return isSearch(step) ? [...form.filter(({ name }) => name !== "limit"), limitParameter] : form;
};

const stepCode = (step: StepDefinition): Code => ({
  communication: isSearch(step) ? searched(step) : asked(step),
  staticParams: [],
  mappableParams: inputs(step),
  interface: interfaceOf(stepOutput(step)),
  samples: sampleOf(step),
  scope: [],
});

const filesOf = (kind: Kind, id: string, code: Code): Files => {
  const paths = codeFiles(kind, id, codeKeys[kind]);
  return Object.fromEntries(
    codeKeys[kind].map((key) => [`${root}/${paths[key]}`, json(code[key as keyof Code])]),
  );
};

/** The Make app but for what is written by hand: base, connection, remote procedures, the universal module. */
export const makeApp = (): Files =>
  Object.assign(
    {
      [`${root}/makecomapp.json`]: json(manifest()),
      [`${root}/${groupsFile}`]: json(moduleGrouping()),
    },
    ...(events as readonly EventDefinition[]).flatMap((event) => [
      filesOf("webhook", webhookId(event), webhookCode(event)),
      filesOf("module", event.make.module, triggerCode(event)),
    ]),
    ...steps.map((step) => filesOf("module", step.make.module, stepCode(step))),
  ) as Files;
