import { deserialize } from "bson";
import { documents } from "./store/keys.ts";
import { openToRead } from "./store/map.ts";

/** Reads every document of the copy named by the first argument, and tells its parent how many there are. */
const database = openToRead(process.argv[2] ?? "");
let count = 0;
for (const { value } of database.getRange(documents)) {
  deserialize(value);
  count += 1;
}
await database.close();
process.send?.(count);
process.disconnect();
