import {
  actions,
  customerForms,
  events,
  eventSample,
  exampleAnswer,
  exampleBody,
  examplePath,
  type ActionDefinition,
  type EventDefinition,
} from "../catalog/index.ts";
import { json, type Files } from "./files.ts";

/** samples/events: each event in both forms a hook may ask for. */
export const eventSamples = (): Files =>
  Object.fromEntries(
    (events as readonly EventDefinition[]).map((event) => [
      `samples/events/${event.name}.json`,
      json(Object.fromEntries(customerForms.map((form) => [form, eventSample(event, form)]))),
    ]),
  );

const sampleOf = (action: ActionDefinition) => {
  const body = exampleBody(action);
  const answer = exampleAnswer(action);
  return {
    request: {
      method: action.method,
      path: `/v1${examplePath(action)}`,
      ...(action.example?.query === undefined ? {} : { query: action.example.query }),
      ...(body === undefined ? {} : { body }),
    },
    answer: { status: action.status, ...(answer === undefined ? {} : { body: answer }) },
  };
};

/** samples/actions: one call and its answer for each action. */
export const actionSamples = (): Files =>
  Object.fromEntries(
    actions.map((action) => [`samples/actions/${action.name}.json`, json(sampleOf(action))]),
  );
