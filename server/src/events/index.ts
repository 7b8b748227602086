export { eventInForm, renderEvent } from "./present.ts";
export { eventOperations } from "./routes.ts";
