import { eventNamed, eventSample, type CustomerForm, type EventName } from "../catalog/index.ts";

/** The bytes of a test: the event's sample under its own id, which says that it is none. */
export const testBody = (event: EventName, form: CustomerForm, id: string): string =>
  JSON.stringify({ ...eventSample(eventNamed(event), form), id, test: true });
