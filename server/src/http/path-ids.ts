import type { ActionDefinition } from "../catalog/index.ts";
import { parsePart } from "./validate.ts";

/** An id that nothing has. */
const nobody = "-";

/** The ids in a path. One that none can be, too long or of nothing that is seen, is like any other that is nobody's. */
export const pathIds = (
  { params }: ActionDefinition,
  given: Readonly<Record<string, string>>,
): Record<string, string> => {
  const parsed = params.safeParse(given);
  if (parsed.success) return parsed.data as Record<string, string>;
  const none = Object.fromEntries(Object.keys(given).map((name) => [name, nobody]));
  return parsePart(params, none, "query") as Record<string, string>;
};
