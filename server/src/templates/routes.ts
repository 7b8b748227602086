import * as catalog from "../catalog/index.ts";
import { mapPage } from "../core/paging.ts";
import { bind, type Operation } from "../http/operation.ts";
import { createTemplate, getTemplate, listTemplates, updateTemplate } from "./card-templates.ts";
import { presentTemplate, presentVoucherTemplate } from "./present.ts";
import {
  createVoucherTemplate,
  getVoucherTemplate,
  listVoucherTemplates,
  updateVoucherTemplate,
} from "./voucher-templates.ts";

export const templateOperations: readonly Operation[] = [
  bind(catalog.listTemplates, async ({ platform, caller, query }) =>
    mapPage(await listTemplates(platform, caller.business.id, query), presentTemplate),
  ),
  bind(catalog.getTemplate, async ({ platform, caller, params }) =>
    presentTemplate(await getTemplate(platform, caller.business.id, params.id)),
  ),
  bind(catalog.createTemplate, async ({ platform, caller, body }) =>
    presentTemplate(await createTemplate(platform, caller.business.id, body)),
  ),
  bind(catalog.updateTemplate, async ({ platform, caller, params, body }) =>
    presentTemplate(await updateTemplate(platform, caller.business.id, params.id, body)),
  ),
  bind(catalog.listVoucherTemplates, async ({ platform, caller, query }) =>
    mapPage(await listVoucherTemplates(platform, caller.business.id, query), presentVoucherTemplate),
  ),
  bind(catalog.getVoucherTemplate, async ({ platform, caller, params }) =>
    presentVoucherTemplate(await getVoucherTemplate(platform, caller.business.id, params.id)),
  ),
  bind(catalog.createVoucherTemplate, async ({ platform, caller, body }) =>
    presentVoucherTemplate(await createVoucherTemplate(platform, caller.business.id, body)),
  ),
  bind(catalog.updateVoucherTemplate, async ({ platform, caller, params, body }) =>
    presentVoucherTemplate(await updateVoucherTemplate(platform, caller.business.id, params.id, body)),
  ),
];
