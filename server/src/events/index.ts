export { renderEvent, showEvents } from "./present.ts";
export { eventOperations } from "./routes.ts";
