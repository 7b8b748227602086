// Prints the x-7stamp-signature of a till's sale: node samples/http/sign.mjs SECRET FILE
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";

const [secret, file] = process.argv.slice(2);
if (secret === undefined || file === undefined) throw new Error("node samples/http/sign.mjs SECRET FILE");
const time = Math.floor(Date.now() / 1000);
const signature = createHmac("sha256", secret)
  .update(`${time}.${readFileSync(file, "utf8")}`)
  .digest("hex");
console.log(`t=${time},v1=${signature}`);
