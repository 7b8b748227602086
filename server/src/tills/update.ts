import { checkLocation } from "../businesses/index.ts";
import { Failure, invalid } from "../core/failure.ts";
import type { Business, Platform } from "../platform/index.ts";
import { checkTemplate } from "../templates/index.ts";
import { adapterOf } from "./adapters.ts";
import { mappingOf, type NewTill } from "./create.ts";
import { getTill } from "./find.ts";
import { tills, type TillDocument } from "./model.ts";

/** Changes what is sent. @throws not_found, validation_failed */
export const updateTill = async (
  platform: Platform,
  business: Business,
  { id, ...input }: Partial<Omit<NewTill, "kind">> & { id: string },
): Promise<TillDocument> => {
  const till = await getTill(platform, business.id, id);
  if (adapterOf(till.kind).proof === "account" && input.mapping)
    throw invalid("/mapping", "does not belong to a till with an account");
  await checkTemplate(platform, business.id, input.template_id);
  await checkLocation(platform, business.id, input.location_id);
  const changes = {
    ...(input.name !== undefined && { name: input.name }),
    ...(input.template_id !== undefined && { template_id: input.template_id }),
    ...(input.location_id !== undefined && { location_id: input.location_id }),
    ...(input.mapping !== undefined && { mapping: mappingOf(input.mapping) }),
    updated_at: platform.clock.now(),
  };
  const changed = await platform.store
    .collection(tills)
    .findOneAndUpdate({ _id: id, business_id: business.id }, { $set: changes }, { returnDocument: "after" });
  if (changed === null) throw new Failure("not_found");
  return changed;
};

/** Deletes a till; what its sales have done stays. @throws not_found */
export const deleteTill = async (platform: Platform, business: Business, id: string): Promise<void> => {
  const gone = await platform.store.collection(tills).deleteOne({ _id: id, business_id: business.id });
  if (gone.deletedCount === 0) throw new Failure("not_found");
};
