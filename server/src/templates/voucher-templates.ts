import type { z } from "zod";
import type {
  createVoucherTemplate as createAction,
  updateVoucherTemplate as updateAction,
} from "../catalog/index.ts";
import { Failure, unknownId } from "../core/failure.ts";
import { readPage, type Page, type Paging } from "../core/paging.ts";
import { byId, insertOnce } from "../core/store.ts";
import type { Platform } from "../platform/index.ts";
import { voucherTemplates, type VoucherTemplateDocument } from "./model.ts";

export const listVoucherTemplates = (
  platform: Platform,
  businessId: string,
  paging: Paging,
): Promise<Page<VoucherTemplateDocument>> =>
  readPage<VoucherTemplateDocument>(
    platform.store.collection(voucherTemplates),
    { business_id: businessId },
    paging,
  );

/** @throws not_found */
export const getVoucherTemplate = async (
  platform: Platform,
  businessId: string,
  id: string,
): Promise<VoucherTemplateDocument> => {
  const [found] = await findVoucherTemplates(platform, businessId, [id]);
  if (found === undefined) throw new Failure("not_found");
  return found;
};

/** Those of the ids that exist in the business. */
export const findVoucherTemplates = async (
  platform: Platform,
  businessId: string,
  ids: readonly string[],
): Promise<VoucherTemplateDocument[]> => {
  const all = platform.store.collection(voucherTemplates);
  const found = await Promise.all([...new Set(ids)].map((id) => byId(all, id)));
  return found.flatMap((one) => (one?.business_id === businessId ? [one] : []));
};

/** @throws validation_failed when the id names no voucher template of the business */
export const requireVoucherTemplate = async (
  platform: Platform,
  businessId: string,
  id: string,
  pointer = "/voucher_template_id",
): Promise<VoucherTemplateDocument> => {
  const [found] = await findVoucherTemplates(platform, businessId, [id]);
  if (found === undefined) throw unknownId(pointer);
  return found;
};

export const createVoucherTemplate = async (
  platform: Platform,
  businessId: string,
  input: z.output<typeof createAction.body>,
): Promise<VoucherTemplateDocument> => {
  const now = platform.clock.now();
  const document: VoucherTemplateDocument = {
    _id: platform.newId("vt"),
    business_id: businessId,
    title: input.title,
    description: input.description ?? null,
    image_url: input.image_url ?? null,
    code: { mode: input.code.mode, value: input.code.value ?? null },
    formats: [...new Set(input.formats)],
    validity: { type: input.validity.type, value: input.validity.value ?? null },
    remind_days_before: input.remind_days_before ?? null,
    created_at: now,
    updated_at: now,
  };
  return insertOnce(platform.store.collection(voucherTemplates), document);
};

/** @throws not_found */
export const updateVoucherTemplate = async (
  platform: Platform,
  businessId: string,
  id: string,
  { code, validity, formats, ...rest }: z.output<typeof updateAction.body>,
): Promise<VoucherTemplateDocument> => {
  const changes = {
    ...rest,
    ...(formats && { formats: [...new Set(formats)] }),
    ...(code && { code: { mode: code.mode, value: code.value ?? null } }),
    ...(validity && { validity: { type: validity.type, value: validity.value ?? null } }),
    updated_at: platform.clock.now(),
  };
  const changed = await platform.store
    .collection(voucherTemplates)
    .findOneAndUpdate({ _id: id, business_id: businessId }, { $set: changes }, { returnDocument: "after" });
  if (changed === null) throw new Failure("not_found");
  return changed;
};
