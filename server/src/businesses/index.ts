import { businesses, locations } from "./model.ts";

export const businessCollections = [businesses, locations];
export { businesses } from "./model.ts";
export { checkLocation, createLocation, locationName, resolveLocation } from "./locations.ts";
export { presentBusiness } from "./present.ts";
export { businessOperations } from "./routes.ts";
export {
  countIssuedCard,
  createBusiness,
  findBusiness,
  isEmptyInstallation,
  requireCountry,
  requireCurrency,
  type BusinessInput,
} from "./settings.ts";
