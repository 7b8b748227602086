import { z } from "zod";
import { instant } from "../parts.ts";

/** What the API shows of a call with a key that was refused. Never a value that was sent. */
export const refusal = z
  .object({
    id: z.string(),
    at: instant.meta({ description: "When it was refused last." }),
    key: z.object({
      id: z.string(),
      masked: z.string(),
      staff_id: z.string(),
      staff_name: z.string(),
    }),
    call: z.object({
      name: z.string().meta({ description: "The operation's name." }),
      label: z.string().meta({ description: "What the call does, in words." }),
      method: z.string(),
      path: z.string().meta({ description: "The pattern of its address, without ids." }),
    }),
    status: z.number().int(),
    code: z.string().meta({ description: "Of the error table." }),
    detail: z.string().meta({ description: "What was wrong, in the error table's words." }),
    fields: z.array(z.string()).meta({
      description:
        "Which values were refused: JSON pointers into the body, `?name` for the query. No values.",
    }),
    what_to_do: z.string().meta({ description: "What a person can do about it, in plain words." }),
    request_id: z
      .string()
      .nullable()
      .meta({ description: "Of the last one; null when the caller's own id looked like personal data." }),
    count: z.number().int().meta({
      description:
        "How often the same call of the same key was refused with the same code on that day (UTC).",
    }),
    first_at: instant,
    last_at: instant,
  })
  .meta({
    id: "Refusal",
    examples: [
      {
        id: "rf_01jv3k8q9z",
        at: "2026-05-11T12:34:56Z",
        key: { id: "key_017", masked: "7loc_sc_••••c3d4", staff_id: "st_031", staff_name: "Sam Barista" },
        call: { name: "add_stamps", label: "Add stamps", method: "POST", path: "/v1/stamps" },
        status: 404,
        code: "card_not_found",
        detail: "No such card",
        fields: [],
        what_to_do:
          "Look whether the customer has a card of this program. If not, put a step that issues a card before this one.",
        request_id: "req_01jv3k8q9z",
        count: 42,
        first_at: "2026-05-11T09:00:00Z",
        last_at: "2026-05-11T12:34:56Z",
      },
    ],
  });
