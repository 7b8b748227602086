import { join } from "node:path";
import mongoose from "mongoose";
import { startEmbeddedMongo } from "../../server/src/embedded-mongo/index.ts";
import { startProduct } from "./systems.ts";

/*
 * A store with so many journal entries, written past the server: a card with nine stamps is made by it, and then copied
 * with other ids, numbers and addresses, each copy as whole as the first. The copies lie on the days of the year before.
 */

const { EJSON } = mongoose.mongo.BSON;
const stampsOfCard = 9;
/** Of a card: the customer, the card, its stamps. */
const entriesOfCard = 2 + stampsOfCard;
const cardsAtOnce = 100;

const ownIds = /\b(card|c|wp|evt|stamp)_([0-9a-z]{26})/g;
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

const dayMs = 86_400_000;
const daysOfYear = 364;

/** As ids write a number, in so many digits. */
const digitsOf = (number: number, length: number): string => {
  let [text, rest] = ["", number];
  for (let digit = 0; digit < length; digit += 1) {
    text = (alphabet[rest % 32] ?? "0") + text;
    rest = Math.floor(rest / 32);
  }
  return text;
};
const numberIn = (digits: string): number =>
  [...digits].reduce((sum, digit) => sum * 32 + alphabet.indexOf(digit), 0);

/** The body of an id so much earlier: it begins with its time. */
const idBefore = (body: string, ms: number, number: number): string =>
  digitsOf(numberIn(body.slice(0, 10)) - ms, 10) + body.slice(10, 16) + digitsOf(number, 5) + body.slice(21);

/** The document as it would stand for the card of this number. */
const copyOf = (text: string, number: number, cardNumber: string): string => {
  const earlierMs = (1 + (number % daysOfYear)) * dayMs;
  return text
    .replace(ownIds, (_, prefix: string, body: string) => `${prefix}_${idBefore(body, earlierMs, number)}`)
    .replace(/(?<="\$date":")[^"]+/g, (date) => new Date(Date.parse(date) - earlierMs).toISOString())
    .replaceAll("seed@example.com", `seed${number}@example.com`)
    .replaceAll("SEED-", `S${number}-`)
    .replace(new RegExp(`(?<=[":])${cardNumber}(?=")`, "g"), String(9_000_000_000 + number))
    .replace(/"token":"([\w-]+)"/g, `"token":"$1${number}"`);
};

const copied = ["customers", "cards", "claims", "events", "journal"];

const copyInto = async (db: mongoose.mongo.Db, entries: number): Promise<void> => {
  const originals = await Promise.all(
    copied.map(async (name) => {
      const found = await db.collection(name).find().toArray();
      return { name, texts: found.map((document) => EJSON.stringify(document)) };
    }),
  );
  const [original] = await db.collection("cards").find().toArray();
  const yearAgo = new Date(Date.now() - (daysOfYear + 2) * dayMs);
  await db.collection("businesses").updateMany({}, { $set: { created_at: yearAgo } });
  const cardNumber = String(original?.["number"]);
  const cards = Math.ceil(entries / entriesOfCard);
  for (let from = 1; from <= cards; from += cardsAtOnce) {
    const numbers = Array.from({ length: Math.min(cardsAtOnce, cards - from + 1) }, (_, at) => from + at);
    for (const { name, texts } of originals) {
      const documents = numbers.flatMap((number) =>
        texts.map((text) => EJSON.parse(copyOf(text, number, cardNumber)) as mongoose.mongo.Document),
      );
      await db.collection(name).insertMany(documents, { ordered: false });
    }
  }
};

/** Makes a store of this size in an empty folder. @returns the key of its business */
export const seedStore = async (folder: string, entries: number): Promise<string> => {
  const product = await startProduct(folder);
  const { api, key } = product;
  const template = (await api.call("POST", "/v1/templates", { name: "Seed", goals: [] })).id;
  const card = (await api.call("POST", "/v1/cards", { template_id: template, email: "seed@example.com" })).id;
  for (let at = 0; at < stampsOfCard; at += 1)
    await api.call("POST", "/v1/stamps", { card_id: card, receipt_id: `SEED-${at}` });
  await product.stop();
  const store = await startEmbeddedMongo({ folder: join(folder, "store") });
  const client = await new mongoose.mongo.MongoClient(store.uri).connect();
  try {
    await copyInto(client.db(), entries);
  } finally {
    await client.close();
    await store.stop();
  }
  return key;
};
