import { randomText } from "./secrets.ts";
import { defineCollection, isDuplicateKey, type Store } from "./store.ts";

interface Setting {
  _id: string;
  value: string;
}

/** Facts of the installation that all its processes share. */
export const settings = defineCollection<Setting>("settings", { _id: String, value: String });

/**
 * A secret of this installation: the configured one, else one made at the first start and kept in the store, where
 * every process finds it. The first writer wins, so processes that start together agree.
 */
export const installationSecret = async (
  store: Store,
  name: string,
  configured: string | undefined,
): Promise<string> => {
  if (configured !== undefined) return configured;
  const model = store.collection(settings);
  const known = await model.findById(name).lean<Setting | null>();
  if (known !== null) return known.value;
  try {
    const fresh = { _id: name, value: randomText(48) };
    await model.create([fresh]);
    return fresh.value;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return installationSecret(store, name, configured);
  }
};
