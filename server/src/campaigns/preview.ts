import type { z } from "zod";
import { messengerChannels, sendChannels, type previewAudience as action } from "../catalog/index.ts";
import { connectedChannels } from "../messengers/index.ts";
import type { Business, Platform } from "../platform/index.ts";
import { checkTemplate } from "../templates/index.ts";
import { everyone, type Target } from "./audience.ts";
import type { WaysOut } from "./channels/index.ts";
import { checkAudience } from "./create.ts";
import { channelsFor, obstacleTo, type Reachable } from "./decide.ts";
import type { SendChannel } from "./model.ts";

type Preview = z.output<typeof action.result>;
type Reach = Preview["channels"][number];

const obstacle = (channel: SendChannel, person: Reachable, hasPass: boolean) => {
  if (channel === "push") return hasPass ? null : "no_address";
  return obstacleTo(channel, person);
};

const memberFor = { no_consent: "without_consent", no_address: "without_address" } as const;

/**
 * Counts whom a campaign would reach now, and why the others are left out; keeps nothing.
 * @throws validation_failed for ids that name nothing
 */
export const previewAudience = async (
  platform: Platform,
  business: Business,
  parts: Pick<WaysOut, "push" | "mail">,
  input: z.output<typeof action.body>,
): Promise<Preview> => {
  await checkTemplate(platform, business.id, input.template_id);
  await checkAudience(platform, business.id, input.audience);
  const connected = await connectedChannels(platform, business.id);
  const target: Target = {
    business_id: business.id,
    audience: input.audience,
    template_id: input.template_id ?? null,
    channels: [...input.channels],
    // Nothing is connected yet: counted as if all were.
    messengers: connected.length > 0 ? connected : [...messengerChannels],
    created_at: platform.clock.now(),
  };
  const isConnected = (channel: SendChannel): boolean => {
    if (channel === "push") return parts.push.isConnected();
    return channel === "email" ? parts.mail !== null : connected.includes(channel);
  };
  const channels: Reach[] = sendChannels.map((channel) => ({
    channel,
    connected: isConnected(channel),
    reached: 0,
    without_consent: 0,
    without_address: 0,
  }));
  const sums = { customers: 0, recipients: 0, messages: 0 };
  for await (const page of everyone(platform, target)) {
    for (const { person, hasPass } of page) {
      const messages = channelsFor(target, person, hasPass).length;
      sums.customers += 1;
      sums.messages += messages;
      if (messages > 0) sums.recipients += 1;
      for (const reach of channels) {
        const why = obstacle(reach.channel, person, hasPass);
        reach[why === null ? "reached" : memberFor[why]] += 1;
      }
    }
  }
  return { ...sums, left_out: sums.customers - sums.recipients, channels };
};
