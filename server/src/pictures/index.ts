import { pictureFiles, pictures } from "./model.ts";

export const pictureCollections = [pictures, pictureFiles];
export { ownPictureName } from "./address.ts";
export { boxed } from "./draw.ts";
export { pictureOperations, pictureRoutes } from "./routes.ts";
export { readPicture } from "./store.ts";
