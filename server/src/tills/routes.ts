import * as catalog from "../catalog/index.ts";
import { parseJson } from "../http/body.ts";
import { Answer, bind, bindSigned, bindSilent, type Operation } from "../http/operation.ts";
import { parsePart } from "../http/validate.ts";
import { connectTill } from "./connect.ts";
import { createTill } from "./create.ts";
import { getTill, listTills } from "./find.ts";
import { presentTill, showTill } from "./present.ts";
import { admitTill, receiveSale } from "./receive.ts";
import { trySale } from "./try-sale.ts";
import { deleteTill, updateTill } from "./update.ts";

export const signatureHeader = "x-7stamp-signature";

export const tillOperations: readonly Operation[] = [
  bind(catalog.listTills, async ({ platform, caller, query }) => {
    const page = await listTills(platform, caller.business.id, query);
    return { ...page, data: await Promise.all(page.data.map((one) => showTill(platform, one))) };
  }),
  bind(catalog.getTill, async ({ platform, caller, params }) =>
    showTill(platform, await getTill(platform, caller.business.id, params.id)),
  ),
  bind(catalog.createTill, async ({ platform, caller, body }) => {
    const { till, secret } = await createTill(platform, caller.business, body);
    return { ...presentTill(till, null), ...(secret !== null && { secret }) };
  }),
  bind(catalog.updateTill, async ({ platform, caller, params, body }) =>
    showTill(platform, await updateTill(platform, caller.business, { ...body, id: params.id })),
  ),
  bind(catalog.trySale, ({ platform, caller, params, body }) =>
    trySale(platform, caller.business, {
      ...body,
      id: params.id,
      parse: (schema, value) => parsePart(schema, value, "body"),
    }),
  ),
  bindSilent(catalog.deleteTill, async ({ platform, caller, params }) => {
    await deleteTill(platform, caller.business, params.id);
  }),
  bind(catalog.connectTill, async ({ platform, caller, params, request }) => {
    const { url, cookie } = await connectTill(platform, caller.business, params.id);
    request.setCookie(cookie.name, cookie.value, { maxAgeMs: cookie.maxAgeMs, sameSite: "lax" });
    return { url };
  }),
  bindSigned(
    catalog.recordSale,
    ({ platform, params, request }) =>
      admitTill(platform, {
        id: params.id,
        signature: request.header(signatureHeader),
        body: request.rawBody,
      }),
    async ({ platform, params, request }) => {
      const { answer, isFirst } = await receiveSale(platform, {
        id: params.id,
        body: parseJson(request.rawBody),
        parse: (schema, value) => parsePart(schema, value, "body"),
      });
      return new Answer(isFirst ? 201 : 200, answer);
    },
  ),
];
