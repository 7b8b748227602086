import { tills } from "./model.ts";
import { posterHooks, posterOrders } from "./poster/model.ts";
import { sales } from "./sales/model.ts";

export const tillCollections = [tills, sales, posterHooks, posterOrders];
export { createPosterDesk, type PosterDesk } from "./poster/desk.ts";
export { forgetRawHooks } from "./poster/webhook.ts";
export { posterRoutes } from "./poster/routes.ts";
export { tillOperations } from "./routes.ts";
export { finishSales } from "./sales/finish.ts";
export { saleProjection } from "./sales/model.ts";
export { tillSignature } from "./signature.ts";
