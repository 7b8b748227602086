/** The door of what concerns a person as a whole: erasing them, and giving out all that is kept of them. */
export { eraseCustomer, finishErasures, type ErasureParts } from "./erase.ts";
export { personalDataOperations } from "./routes.ts";
export { carryOverErasures } from "./upgrade.ts";
