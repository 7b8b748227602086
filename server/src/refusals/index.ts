import { refusals } from "./model.ts";

export const refusalCollections = [refusals];
export { RefusalNotes, type RefusedCall } from "./note.ts";
export { refusalOperations } from "./routes.ts";
