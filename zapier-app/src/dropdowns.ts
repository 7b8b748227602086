import type { Bundle, Trigger, ZObject } from "zapier-platform-core";
import { pageOf, type Page } from "./answer.ts";
import { callApi } from "./api.ts";
import { catalog, type CatalogDropdown } from "./catalog.ts";
import { metaOf } from "./meta.ts";

/** One page of a drop-down; the API's largest. */
const pageSize = 100;

interface Option {
  id: string;
  label: string;
}

const optionOf = (dropdown: CatalogDropdown, item: Page["data"][number]): Option => {
  const id = String(item["id"]);
  const label = dropdown.label.flatMap((member) => item[member] ?? []).join(" – ");
  return { id, label: label === "" ? id : label };
};

const listOptions =
  (dropdown: CatalogDropdown) =>
  async (z: ZObject, bundle: Bundle): Promise<Option[]> => {
    const { page: number = 0 } = metaOf(bundle);
    const cursor = number > 0 ? await z.cursor.get() : "";
    if (number > 0 && !cursor) return [];
    const response = await callApi(z, bundle, {
      method: "GET",
      path: dropdown.path,
      query: { limit: pageSize, ...(cursor ? { cursor } : {}) },
    });
    const page = pageOf(z, response);
    // Emptied on the last page, so that a further "load more" does not begin anew; a single page needs no store.
    if (page.next_cursor !== null || number > 0) await z.cursor.set(page.next_cursor ?? "");
    return page.data.map((item) => optionOf(dropdown, item));
  };

/** The hidden trigger that fills a drop-down, page by page. */
export const dropdownOf = (dropdown: CatalogDropdown): Trigger => ({
  key: dropdown.key,
  noun: dropdown.noun,
  display: {
    label: `List ${dropdown.noun}s`,
    description: `Triggers when the ${dropdown.noun} drop-down is opened.`,
    hidden: true,
  },
  operation: {
    type: "polling",
    canPaginate: true,
    perform: listOptions(dropdown),
  },
});

export const dropdownTriggers: readonly Trigger[] = catalog.dropdowns.map(dropdownOf);
