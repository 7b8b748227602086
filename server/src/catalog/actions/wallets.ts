import { z } from "zod";
import { defineAction } from "../define.ts";
import { id, walletPlatforms } from "../parts.ts";
import * as resources from "../resources.ts";

export const reportCardSaved = defineAction({
  name: "report_card_saved",
  method: "POST",
  path: "/cards/:id/saved",
  tag: "Cards",
  summary: "Report a card saved to a wallet",
  description:
    "For wallets that this server does not run itself. Counts once for each platform; a repeat changes nothing.",
  params: { id: id("card") },
  body: z.strictObject({ platform: z.enum(walletPlatforms) }),
  result: resources.card,
  errors: ["not_found"],
  example: { body: { platform: "apple" } },
});
