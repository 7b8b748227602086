import { receivers } from "../catalog/receivers.ts";
import { json, type Files } from "./files.ts";

const target = { address: "http://localhost:9000/", path: JSON.stringify("/") };

/** samples/receivers: programs that take deliveries at port 9000 of the same machine. */
export const receiverSamples = (): Files =>
  Object.fromEntries(
    Object.values(receivers).map(({ file, text }) => [`samples/receivers/${file}`, text(target)]),
  );

/** The same for the console, which puts a hook's own address in. */
export const consoleReceivers = (): Files => {
  const open = { address: "<address>", path: "<path>" };
  const texts = Object.entries(receivers).map(([language, { text }]) => [language, text(open)]);
  return {
    "server/console/pages/integrations/webhooks/receivers.json": json(Object.fromEntries(texts)),
  };
};
