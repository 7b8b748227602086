import { randomUUID } from "node:crypto";
import type { ReachFailpoint } from "../../core/failpoint.ts";
import { withdrawConsent } from "../../customers/index.ts";
import type { Platform } from "../../platform/index.ts";
import type { Channel, Send } from "../channels/port.ts";
import { markDead } from "../dead-addresses.ts";
import { addressOf, obstacleTo, sendWithinMs, stepAfter } from "../decide.ts";
import type { Message } from "../model.ts";
import { claim, close, markHanding, postpone, type Claim, type Ending } from "./claims.ts";
import { giveVoucher, readReach, recordSent } from "./record.ts";
import { sceneNow, type Scene } from "./scenes.ts";

/*
 * One message from claim to end: claim, judge again, voucher, hand over, write the event, close. claims.ts says what a
 * crash leaves at each point. The event is written before the message is closed, so a message that is closed as sent has
 * its event; and it is written once, whoever comes second. The customer is read after the claim:
 * consent, address and existence are judged as they are now, not when the campaign was made or its batch was read.
 */

export interface HandOverParts {
  readonly platform: Platform;
  readonly channel: Channel;
  readonly send: Send;
  readonly reach: ReachFailpoint;
  /** The whole channel has to wait. */
  pause(until: Date, reason: string): Promise<void>;
}

const later = (platform: Platform, afterMs: number): Date =>
  new Date(platform.clock.now().getTime() + afterMs);

/** What ends the message without sending it, or null. */
const endingOf = (platform: Platform, message: Message, scene: Scene): Ending | null => {
  const { customer, campaign } = scene;
  const isLate = platform.clock.now().getTime() > campaign.created_at.getTime() + sendWithinMs;
  const reason = isLate
    ? "too_late"
    : customer === null
      ? "customer_gone"
      : (obstacleTo(message.channel, customer) ?? (scene.isDead ? "unreachable" : null));
  if (reason === null) return null;
  // A try that broke off may have reached the customer.
  if (message.interrupted) return { status: "unknown", reason };
  return { status: isLate ? "failed" : "skipped", reason };
};

/** Ends a message that was found in the middle of a try; null when it is to be tried again. */
const afterCrash = async (parts: HandOverParts, message: Message, scene: Scene): Promise<Ending | null> => {
  const reach = await readReach(parts.platform, scene, message.customer_id);
  if (reach?.sent[message.channel] !== undefined) return { status: "sent", reason: null };
  return message.work === "handing" ? { status: "unknown", reason: "interrupted" } : null;
};

const send = async (parts: HandOverParts, message: Message, scene: Scene, held: Claim): Promise<void> => {
  const { platform, channel } = parts;
  const { customer, business, campaign, card } = scene;
  if (customer === null) return;
  const voucher = await giveVoucher(platform, scene, customer._id);
  if (channel.repeats === "never" && !(await markHanding(platform, held))) return;
  parts.reach("before-attempt");
  const outcome = await parts.send({ key: message._id, business, campaign, customer, card, voucher });
  parts.reach("after-attempt");
  const step = stepAfter(outcome, message, channel.repeats);
  if (step.kind === "sent") {
    await recordSent(platform, scene, customer._id, message.channel);
    parts.reach("after-attempt-recorded");
    await close(platform, held, { status: "sent", reason: null, providerId: step.providerId });
    return;
  }
  if (step.kind === "retry") {
    const dueAt = later(platform, step.afterMs);
    const { attempts, interrupted } = step;
    if (step.pause !== null) await parts.pause(dueAt, step.pause);
    const reason = outcome.state === "refused" ? outcome.problem : null;
    await postpone(platform, held, { dueAt, attempts, interrupted, reason });
    return;
  }
  await learn(platform, message, scene, step.reason);
  await close(platform, held, { status: step.status, reason: step.reason });
};

/** What a refusal says about later campaigns. */
const learn = async (platform: Platform, message: Message, scene: Scene, reason: string): Promise<void> => {
  const { channel } = message;
  const { customer, business } = scene;
  if (customer === null || channel === "push") return;
  if (reason === "opted_out") await withdrawConsent(platform, business.id, customer._id, channel);
  const address = addressOf(channel, customer);
  if (reason === "unreachable" && address !== null) await markDead(platform, business.id, channel, address);
};

/** Takes one due message as far as it comes now. Another worker may have been faster; then nothing happens. */
export const handOver = async (parts: HandOverParts, found: Message, read: Scene): Promise<void> => {
  const { platform, channel } = parts;
  const held: Claim = { id: found._id, token: randomUUID() };
  if (!(await claim(platform, found, held.token))) return;
  const scene = await sceneNow(platform, read, found);
  const isLeftBehind = found.work !== "pending";
  // A claim that ran out: with keys the channel may have had the message; without, it had not, or `handing` says so.
  const interrupted = found.interrupted || (isLeftBehind && channel.repeats === "by_key");
  const message = { ...found, interrupted };
  const ending =
    (isLeftBehind || interrupted ? await afterCrash(parts, message, scene) : null) ??
    endingOf(platform, message, scene);
  if (ending !== null) await close(platform, held, ending);
  else await send(parts, message, scene, held);
};
