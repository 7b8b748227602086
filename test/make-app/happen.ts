import { randomUUID } from "node:crypto";
import { made, program, type Stage } from "./stage.ts";

/** A customer reaches a goal. */
export const reachGoal = async ({ owner }: Stage): Promise<void> => {
  const { templateId } = await program(owner);
  const card = await made(owner, "/cards", { template_id: templateId, email: `${randomUUID()}@example.com` });
  await made(owner, "/stamps", { card_id: card.id, count: 2 });
};
