import { valueKey } from "../bson/key.ts";
import { CommandError } from "../errors.ts";
import { valuesAt } from "../query/path.ts";
import { select } from "../store/read.ts";
import type { Command } from "./command.ts";
import { selectionOf } from "./find.ts";
import { namespaceOf } from "./options.ts";

export const distinct: Command = {
  kind: "read",
  options: ["key", "query", "collation", "hint"],
  run: (command, { store }) => {
    const { key } = command;
    if (typeof key !== "string")
      throw new CommandError("TypeMismatch", "BSON field 'distinct.key' must be a string");
    const collection = store.collection(namespaceOf(command, "distinct"));
    const values = new Map<string, unknown>();
    for (const { document } of collection ? select(collection, selectionOf(command, "query")) : []) {
      for (const value of valuesAt(document, key.split("."))) {
        const name = valueKey(value).toString("latin1");
        if (!values.has(name)) values.set(name, value);
      }
    }
    return { values: [...values.values()] };
  },
};
