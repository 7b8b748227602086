import * as catalog from "../catalog/index.ts";
import { mapPage } from "../core/paging.ts";
import { bind, type Operation } from "../http/operation.ts";
import { cancelVoucher } from "./cancel.ts";
import type { CardsPort } from "./cards-port.ts";
import { getVoucher, listVouchers } from "./find.ts";
import { issueVoucher } from "./issue.ts";
import { presentVoucher } from "./present.ts";
import { redeemByCode, redeemVoucher } from "./redeem.ts";

export const voucherOperations = (cards: CardsPort): readonly Operation[] => [
  bind(
    catalog.issueVoucher,
    async ({ platform, caller, body }) => (await issueVoucher(platform, caller, cards, body)).answer,
  ),
  bind(catalog.listVouchers, async ({ platform, caller, query }) => {
    const now = platform.clock.now();
    return mapPage(await listVouchers(platform, caller.business, cards, query), (one) =>
      presentVoucher(one, now),
    );
  }),
  bind(catalog.getVoucher, async ({ platform, caller, params }) =>
    presentVoucher(await getVoucher(platform, caller.business.id, params.id), platform.clock.now()),
  ),
  bind(
    catalog.redeemVoucher,
    async ({ platform, caller, params, body }) =>
      (await redeemVoucher(platform, caller, cards, { ...body, id: params.id })).answer,
  ),
  bind(
    catalog.redeemCodeAction,
    async ({ platform, caller, body }) => (await redeemByCode(platform, caller, cards, body)).answer,
  ),
  bind(
    catalog.cancelVoucher,
    async ({ platform, caller, params, body }) =>
      (await cancelVoucher(platform, caller, cards, { id: params.id, reason: body?.reason })).answer,
  ),
];
