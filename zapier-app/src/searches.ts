import type { Bundle, Search, SearchOrCreate, ZObject } from "zapier-platform-core";
import { pageOf } from "./answer.ts";
import { callApi } from "./api.ts";
import { catalog, type CatalogSearchOrCreate, type CatalogStep } from "./catalog.ts";
import { failureOf, isOurs } from "./failure.ts";
import { formOf } from "./fields.ts";
import { emptied, filledOf, missing, type Filled } from "./input.ts";
import { linesOf, recordOf } from "./record.ts";
import { requestOf } from "./step-request.ts";

/**
 * A search must be told what to find: without it the API would give the newest card or voucher of just anybody.
 * @throws HaltedError when what says it was mapped and came empty; a plain error when the whole form is empty
 */
const checkTold = (z: ZObject, step: CatalogStep, input: Filled): void => {
  const filled = filledOf(step.inputFields, input);
  const telling = step.inputFields.filter((field) => !field.narrows).map(({ key }) => key);
  if (telling.some((key) => filled[key] !== undefined)) return;
  const mapped = telling.filter((key) => input[key] !== undefined);
  if (mapped.length > 0) throw emptied(z, step.inputFields, mapped);
  if (Object.keys(filled).length === 0) throw missing(z, step.inputFields, telling);
};

/** A Zap goes on with the first result only, so lines are gathered into one. */
const resultsOf = (
  step: CatalogStep,
  input: Filled,
  items: readonly unknown[],
): Record<string, unknown>[] => {
  const { linesKey, calls } = step;
  if (linesKey === undefined) return items.map((item) => recordOf(step.sample, item));
  const parent = calls[0]?.send.find((binding) => binding.in === "path")?.field ?? "";
  return [{ id: input[parent], [linesKey]: linesOf(step.sample[linesKey], items) }];
};

const find =
  (step: CatalogStep) =>
  async (z: ZObject, bundle: Bundle): Promise<Record<string, unknown>[]> => {
    checkTold(z, step, bundle.inputData);
    const request = requestOf(z, step, bundle);
    const response = await callApi(z, bundle, { ...request, accepts: [404] });
    if (response.status === 404 && isOurs(response)) return [];
    // The 404 page of some other site says nothing about what is searched for.
    if (response.status === 404) throw failureOf(z, response, {});
    return resultsOf(step, bundle.inputData, pageOf(z, response).data);
  };

/** The search of one step; nothing found is an empty list, which a find-or-create goes on from. */
export const searchOf = (step: CatalogStep): Search => ({
  key: step.key,
  noun: step.noun,
  display: { label: step.label, description: step.description },
  operation: {
    inputFieldGroups: [...step.inputFieldGroups],
    inputFields: formOf(step.inputFields),
    perform: find(step),
    sample: { ...step.sample },
    outputFields: [...step.outputFields],
  },
});

const searchOrCreateOf = ({
  key,
  label,
  description,
  search,
  create,
}: CatalogSearchOrCreate): SearchOrCreate => ({
  key,
  display: { label, description },
  search,
  create,
});

export const searches: readonly Search[] = catalog.searches.map(searchOf);

export const searchOrCreates: readonly SearchOrCreate[] = catalog.searchOrCreates.map(searchOrCreateOf);
