export { buildBundle, prepareBundle, type Bundle, type Manifest, type ManifestFile } from "./bundle.ts";
export { consolePage, type ConsolePage } from "./serve.ts";
