import { accounts } from "./adapters.ts";
import { tills } from "./model.ts";
import { sales } from "./sales/model.ts";

export const tillCollections = [tills, sales, ...accounts.flatMap(({ collections }) => collections)];
export { forgetTillLeftovers, openTills } from "./open.ts";
export { tillOperations } from "./routes.ts";
export { finishSales } from "./sales/finish.ts";
export { saleProjection } from "./sales/model.ts";
export { tillSignature } from "./signature.ts";
