import type { EventName } from "../../src/catalog/index.ts";

/* The console knows the catalogue's types, not its values: what it asks for by name is held to them here. */

export const stampAdded = "stamp_added" satisfies EventName;
