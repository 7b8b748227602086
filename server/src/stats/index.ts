import { statsDays } from "./model.ts";

export const statsCollections = [statsDays];
export { closeDays } from "./close.ts";
export { statsOperations } from "./routes.ts";
