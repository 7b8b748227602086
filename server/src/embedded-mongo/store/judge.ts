import { damageIn } from "./folder.ts";
import { isOwned } from "./lock.ts";

/**
 * Judges a folder before its map is opened: false where another process works with it. Who begins at the same moment owns it before it
 * changes what can be read by then: so where damage is seen, its owner is asked for once more, and it is looked at again.
 * Throws EmbeddedMongoError where it is nobody's and damaged.
 */
export async function isFreeAndWhole(folder: string): Promise<boolean> {
  if (await isOwned(folder)) return false;
  if (damageIn(folder) === null) return true;
  if (await isOwned(folder)) return false;
  const damage = damageIn(folder);
  if (damage) throw damage;
  return true;
}
