import { settings } from "../core/installation.ts";
import type { Platform } from "../platform/index.ts";
import { vouchers } from "../vouchers/index.ts";
import { cards } from "./model.ts";

const mark = "vouchers_know_their_program";
const pageSize = 500;

/**
 * Vouchers of 0.1.0 did not know the program of their card, by which lists narrow: they are told it, once. Interrupted, the
 * next start goes on; a second process doing it too writes the same.
 */
export const carryOverVouchers = async (platform: Platform): Promise<void> => {
  const { store, clock } = platform;
  const done = store.collection(settings);
  if ((await done.findOne({ _id: mark })) !== null) return;
  const all = store.collection(vouchers);
  for (;;) {
    const page = await all
      .find({ template_id: { $exists: false } })
      .limit(pageSize)
      .toArray();
    if (page.length === 0) break;
    const ids = page.flatMap(({ card_id: id }) => id ?? []);
    const owners = await store
      .collection(cards)
      .find({ _id: { $in: ids } })
      .toArray();
    const programs = new Map(owners.map(({ _id, template_id }) => [_id, template_id]));
    await all.bulkWrite(
      page.map(({ _id, card_id: id }) => ({
        updateOne: {
          filter: { _id, template_id: { $exists: false } },
          update: { $set: { template_id: programs.get(id ?? "") ?? null } },
        },
      })),
    );
  }
  await done.updateOne({ _id: mark }, { $set: { value: clock.now().toISOString() } }, { upsert: true });
};
