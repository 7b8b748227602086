import type { Bundle, Create, ZObject } from "zapier-platform-core";
import { recordIn } from "./answer.ts";
import { callApi } from "./api.ts";
import { catalog, type CatalogStep } from "./catalog.ts";
import { formOf } from "./fields.ts";
import { recordOf } from "./record.ts";
import { requestOf } from "./step-request.ts";

/** The action of one step: its form, its call, its answer as the record the sample shows. */
export const createOf = (step: CatalogStep): Create => ({
  key: step.key,
  noun: step.noun,
  display: { label: step.label, description: step.description },
  operation: {
    inputFieldGroups: [...step.inputFieldGroups],
    inputFields: formOf(step.inputFields),
    perform: async (z: ZObject, bundle: Bundle) => {
      const response = await callApi(z, bundle, requestOf(z, step, bundle));
      return recordOf(step.sample, recordIn(z, response, step.sample));
    },
    sample: { ...step.sample },
    outputFields: [...step.outputFields],
  },
});

export const creates: readonly Create[] = catalog.creates.map(createOf);
