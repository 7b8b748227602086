import * as catalog from "../catalog/index.ts";
import { mapPage } from "../core/paging.ts";
import { Answer, bind, type Operation } from "../http/operation.ts";
import { getCustomer, listCustomers } from "./find.ts";
import { presentCustomer } from "./present.ts";
import { listFound, type FindHolders } from "./search.ts";
import { normalise } from "./input.ts";
import { saveCustomer } from "./save.ts";
import { overwrite } from "./write.ts";

/** @param findHolders who holds the card of a number: a search box takes one, too */
export const customerOperations = (findHolders: FindHolders): readonly Operation[] => [
  bind(catalog.saveCustomer, async ({ platform, caller, body }) => {
    const { customer, created } = await saveCustomer(platform, caller, body);
    return new Answer(created ? 201 : 200, { ...presentCustomer(customer), created });
  }),
  bind(catalog.listCustomers, async ({ platform, caller: { business }, query: { query, ...rest } }) => {
    const page =
      query === undefined
        ? await listCustomers(platform, business, rest)
        : await listFound(platform, business, findHolders, { ...rest, query });
    return mapPage(page, presentCustomer);
  }),
  bind(catalog.getCustomer, async ({ platform, caller, params }) =>
    presentCustomer(await getCustomer(platform, caller.business.id, params.id)),
  ),
  bind(catalog.updateCustomer, async ({ platform, caller, params, body }) => {
    const before = await getCustomer(platform, caller.business.id, params.id);
    return presentCustomer(
      await overwrite(platform, caller, before, normalise(platform, body, caller.business)),
    );
  }),
];
