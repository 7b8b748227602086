import { templates, templateVersions, voucherTemplates } from "./model.ts";

export const templateCollections = [templates, templateVersions, voucherTemplates];
export {
  checkTemplate,
  createTemplate,
  draftTemplate,
  findTemplate,
  getTemplate,
  knownMechanics,
  mechanicsOf,
} from "./card-templates.ts";
export {
  templates,
  voucherTemplates,
  type Mechanics,
  type TemplateDocument,
  type Validity,
  type VoucherTemplateDocument,
} from "./model.ts";
export { templateOperations } from "./routes.ts";
export { createVoucherTemplate, findVoucherTemplates, requireVoucherTemplate } from "./voucher-templates.ts";
