import type { TestApp } from "../../support/app.ts";

/** Everything the store holds, a text for each document: `<collection> <document>`. */
export const everything = async (app: TestApp): Promise<string[]> => {
  const { db } = app.platform.store.connection;
  if (db === undefined) throw new Error("the connection has no database");
  const names = (await db.listCollections().toArray()).map(({ name }) => name);
  const all = await Promise.all(
    names.map(async (name) =>
      (await db.collection(name).find().toArray()).map((one) => `${name} ${JSON.stringify(one)}`),
    ),
  );
  return all.flat();
};

/** What is kept beside the notes of what was refused, which are written a moment after the answer. */
export const keptBesideRefusals = async (app: TestApp): Promise<string[]> =>
  (await everything(app)).filter((text) => !text.startsWith("refusals "));

/** The documents in which a word stands. */
export const tracesOf = async (app: TestApp, words: readonly string[]): Promise<string[]> =>
  (await everything(app)).filter((text) => words.some((word) => text.includes(word)));

/** Resolves when nothing of these processes is under way any more. */
export const quiet = async (...apps: readonly TestApp[]): Promise<void> => {
  for (const { app, platform } of apps) {
    await platform.journal.relay.settle();
    await app.crew?.tick();
    await app.dispatcher?.idle();
  }
};
