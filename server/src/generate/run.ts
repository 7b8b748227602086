import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { generate, generatedFolders } from "./index.ts";

/** `npm run generate`: writes every generated file, and removes those whose source is gone. */
const root = fileURLToPath(new URL("../../../", import.meta.url));
const files = generate();

for (const folder of generatedFolders) {
  mkdirSync(join(root, folder), { recursive: true });
  for (const name of readdirSync(join(root, folder))) {
    if (!(`${folder}/${name}` in files)) rmSync(join(root, folder, name));
  }
}
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
