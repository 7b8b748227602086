import { z } from "zod";
import { defineAction, page, paging } from "../define.ts";
import { errorCodes } from "../errors.ts";
import { id, text } from "../parts.ts";
import * as resources from "../resources.ts";

export const listRefusals = defineAction({
  name: "list_refusals",
  method: "GET",
  path: "/refusals",
  tag: "Refusals",
  summary: "List calls with a key that were refused",
  description:
    "Of the last 7 days, the latest first: why a step of a Zap or a scenario failed. Repeats of the same key, call and code on a day are one, with their count. Written behind the answers, a few seconds late at most.",
  query: {
    ...paging,
    code: z.enum(errorCodes).optional(),
    key_id: id("key").optional(),
    request_id: text(128).optional().meta({ description: "Of one of the last ten repeats." }),
  },
  result: page(resources.refusal),
  example: { query: { code: "card_not_found" } },
});
