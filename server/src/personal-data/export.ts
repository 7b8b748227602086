import type { z } from "zod";
import { messages, showMessages } from "../campaigns/index.ts";
import { cards, presentCard, withPrograms } from "../cards/index.ts";
import type { customerExport } from "../catalog/index.ts";
import { toInstant } from "../core/clock.ts";
import { lowestIdAt } from "../core/ids.ts";
import { everyPage } from "../core/paging.ts";
import { isSealed, type SealReader, type Sealed } from "../core/seals.ts";
import { presentCustomer, type CustomerDocument } from "../customers/index.ts";
import { showEvents } from "../events/index.ts";
import { deliveriesKeptMs, deliveriesOf, showDeliveries } from "../hooks/index.ts";
import { eventsCollection, journalCollection, type Entry } from "../journal/index.ts";
import type { Platform } from "../platform/index.ts";
import { presentReward, rewards } from "../rewards/index.ts";
import { presentVoucher, vouchers } from "../vouchers/index.ts";

/*
 * All that is kept of a customer, as one JSON, written a page at a time: a customer of many years does not fit into
 * memory. Erased while it is being written, what is not written yet comes without the person.
 */

type Export = z.output<typeof customerExport>;

const cardRows = async (platform: Platform, customerId: string): Promise<Export["cards"]> => {
  const found = await platform.store.collection(cards).find({ customer_id: customerId }).toArray();
  return (await withPrograms(platform, found)).map((one) => ({
    ...presentCard(one),
    ...(one.card.status === "deleted" && { status: "deleted" as const }),
  }));
};

async function* rewardRows(platform: Platform, customerId: string): AsyncGenerator<Export["rewards"]> {
  const owned = await platform.store
    .collection(cards)
    .find({ customer_id: customerId }, { projection: { _id: 1 } })
    .toArray();
  for (const { _id: cardId } of owned)
    for await (const page of everyPage(platform.store.collection(rewards), { card_id: cardId }))
      yield page.map((one) => ({ ...presentReward(one), card_id: cardId }));
}

/** What staff wrote beside what they did: a stamp's note, a cancellation's reason. */
const wordsIn = ({ facts }: Entry, reader: SealReader): string | null => {
  const said = facts.flatMap((fact) => {
    const { note, reason } = fact as { note?: Sealed | string | null; reason?: Sealed | string | null };
    return note ?? reason ?? [];
  });
  const read = said.flatMap((one) => (isSealed(one) ? (reader.open(one) ?? []) : one));
  return read.length === 0 ? null : read.join("\n");
};

async function* historyRows(platform: Platform, customerId: string): AsyncGenerator<Export["history"]> {
  const journal = platform.store.collection(journalCollection);
  for await (const page of everyPage(journal, { customer_id: customerId })) {
    const reader = await platform.seals.reader([customerId]);
    yield page.map((entry) => ({
      id: entry._id,
      at: toInstant(entry.at),
      kind: entry.kind,
      by: entry.actor.kind,
      via: entry.actor.via,
      staff_id: entry.actor.staff_id,
      note: wordsIn(entry, reader),
    }));
  }
}

async function* voucherRows(platform: Platform, customerId: string): AsyncGenerator<Export["vouchers"]> {
  const now = platform.clock.now();
  for await (const page of everyPage(platform.store.collection(vouchers), { customer_id: customerId }))
    yield page.map((one) => presentVoucher(one, now));
}

/** As JSON. */
async function* eventRows(platform: Platform, customerId: string): AsyncGenerator<string[]> {
  const events = platform.store.collection(eventsCollection);
  for await (const page of everyPage(events, { customer_id: customerId }))
    yield page.map(await showEvents(platform, page, "contact"));
}

async function* messageRows(platform: Platform, customerId: string): AsyncGenerator<Export["messages"]> {
  for await (const page of everyPage(platform.store.collection(messages), { customer_id: customerId })) {
    const show = await showMessages(platform, page);
    yield page.map((message) => ({ ...show(message), campaign_id: message.campaign_id }));
  }
}

async function* deliveryRows(platform: Platform, customerId: string): AsyncGenerator<Export["deliveries"]> {
  const events = platform.store.collection(eventsCollection);
  const since = lowestIdAt("evt", new Date(platform.clock.now().getTime() - deliveriesKeptMs));
  for await (const page of everyPage(events, { customer_id: customerId }, since)) {
    const found = await deliveriesOf(
      platform,
      page.map(({ _id }) => _id),
    );
    yield found.map(await showDeliveries(platform, found));
  }
}

async function* array<Row>(
  name: string,
  pages: AsyncIterable<readonly Row[]>,
  toJson: (row: Row) => string = JSON.stringify,
): AsyncGenerator<string> {
  yield `,"${name}":[`;
  let comma = "";
  for await (const page of pages) {
    if (page.length === 0) continue;
    yield comma + page.map((row) => toJson(row)).join(",");
    comma = ",";
  }
  yield "]";
}

/** The export of a customer as pieces of JSON. */
export async function* exportCustomer(
  platform: Platform,
  customer: CustomerDocument,
): AsyncGenerator<string> {
  const id = customer._id;
  const exportedAt = toInstant(platform.clock.now());
  const head = { exported_at: exportedAt, customer: presentCustomer(customer) };
  const owned = await cardRows(platform, id);
  yield `${JSON.stringify({ ...head, cards: owned }).slice(0, -1)}`;
  yield* array("history", historyRows(platform, id));
  yield* array("rewards", rewardRows(platform, id));
  yield* array("vouchers", voucherRows(platform, id));
  yield* array("events", eventRows(platform, id), String);
  yield* array("messages", messageRows(platform, id));
  yield* array("deliveries", deliveryRows(platform, id));
  yield "}";
}
