import type { z } from "zod";
import { actions, errors, whatToDo, type refusal } from "../catalog/index.ts";
import { toInstant } from "../core/clock.ts";
import type { RefusalDocument } from "./model.ts";

const byName = new Map(actions.map((action) => [action.name, action]));

/** A refusal as the API shows it; a call that a later version does not have any more keeps its name. */
export const presentRefusal = (one: RefusalDocument): z.output<typeof refusal> => {
  const action = byName.get(one.call);
  return {
    id: one._id,
    at: toInstant(one.last_at),
    key: {
      id: one.key_id,
      masked: one.key_masked,
      staff_id: one.staff_id,
      staff_name: one.staff_name,
    },
    call: {
      name: one.call,
      label: action?.summary ?? one.call,
      method: action?.method ?? "",
      path: action === undefined ? "" : `/v1${action.path}`,
    },
    status: errors[one.code].status,
    code: one.code,
    detail: errors[one.code].title,
    fields: [...one.fields],
    what_to_do: whatToDo[one.code],
    request_id: one.request_ids.at(-1) ?? null,
    count: one.count,
    first_at: toInstant(one.first_at),
    last_at: toInstant(one.last_at),
  };
};
