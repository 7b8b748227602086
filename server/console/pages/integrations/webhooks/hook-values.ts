import type { CallRequest } from "../../../api/call.ts";
import type { Hook } from "./state.tsx";

type Body = CallRequest<"createHook">["body"];
type EventName = Exclude<Body["events"][number], "*">;

/** What the form of a hook holds. */
export interface HookValues {
  readonly target: string;
  readonly isAll: boolean;
  readonly events: readonly string[];
  readonly template: string;
  readonly location: string;
  readonly voucherTemplate: string;
  readonly fields: Hook["customer_fields"];
  readonly description: string;
  readonly rate: string;
  readonly concurrency: string;
}

/** The choice of a filter that filters nothing. */
export const anyOne = "any";

export const valuesOf = (hook: Hook | undefined): HookValues => ({
  target: hook?.target_url ?? "",
  isAll: hook?.events.includes("*") ?? false,
  events: hook?.events.filter((name) => name !== "*") ?? [],
  template: hook?.filters.template_id ?? anyOne,
  location: hook?.filters.location_id ?? anyOne,
  voucherTemplate: hook?.filters.voucher_template_id ?? anyOne,
  fields: hook?.customer_fields ?? "ids",
  description: hook?.description ?? "",
  rate: String(hook?.rate_per_second ?? 25),
  concurrency: String(hook?.concurrency ?? 8),
});

/** The values as POST and PATCH take them alike. */
export const bodyOf = (values: HookValues) => ({
  target_url: values.target,
  // The server names what is wrong with a list it does not take, also an empty one.
  events: values.isAll ? (["*"] as ["*"]) : (values.events as EventName[]),
  filters: {
    ...(values.template !== anyOne && { template_id: values.template }),
    ...(values.location !== anyOne && { location_id: values.location }),
    ...(values.voucherTemplate !== anyOne && { voucher_template_id: values.voucherTemplate }),
  },
  customer_fields: values.fields,
  rate_per_second: Number(values.rate),
  concurrency: Number(values.concurrency),
});
