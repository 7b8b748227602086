import { refused, type SendOutcome } from "../../core/send-outcome.ts";
import type { Platform } from "../../platform/index.ts";
import { faceOf } from "../face.ts";
import type { PassDocument, PassNews } from "../model.ts";
import type { Told, Wallet } from "../port.ts";
import { objectIdOf, type GoogleAccount } from "./account.ts";
import { isDone, type GoogleClient } from "./client.ts";
import type { Reply } from "./request.ts";
import { loyaltyObject } from "./resources.ts";

/** Refusals that no repeat will change. */
const isFinal = ({ status }: Reply): boolean => status === 400 || status === 404;

const outcomeOf = (reply: Reply, key: string): SendOutcome => {
  const { status } = reply;
  if (isDone(reply)) return { state: "accepted", message_id: key };
  if (status === 429)
    return refused("rate_limited", "Google Wallet asks to wait", reply.retryAfterMs ?? undefined);
  if (status === 401 || status === 403) return refused("auth", "Google Wallet refuses the credentials");
  if (status === 404) return refused("unreachable", "the pass is not at Google any more");
  if (status === 400) return refused("invalid", "Google Wallet refuses the message");
  // Whether it was taken is asked before it is sent again.
  return refused("unknown_outcome", "Google Wallet did not answer");
};

/** Stands where the customer's name stood: what a patch leaves out stays as it was, and an empty text is refused. */
const nobody = "–";

interface KnownObject {
  readonly hasUsers?: unknown;
  readonly messages?: readonly { readonly id?: unknown }[];
}

/** Google's side of saved cards. */
export const googleWallet = (platform: Platform, account: GoogleAccount, client: GoogleClient): Wallet => ({
  async tell(pass: PassDocument): Promise<Told> {
    const face = await faceOf(platform, pass.card_id);
    const object =
      face === null
        ? { id: objectIdOf(account, pass.card_id), state: "INACTIVE", accountName: nobody }
        : loyaltyObject(face, { account, publicUrl: platform.publicUrl });
    // A change only: an object that was never made is made by the save link, which has its class too.
    const reply = await client.patch("loyaltyObject", object);
    return isDone(reply) || isFinal(reply) ? "told" : "later";
  },
  async show(pass: PassDocument, news: PassNews): Promise<SendOutcome> {
    const id = objectIdOf(account, pass.card_id);
    const known = await client.get("loyaltyObject", id);
    if (!isDone(known)) return outcomeOf(known, news.key);
    const object = known.body as KnownObject | null;
    if (object?.hasUsers === false) return refused("unreachable", "nobody has saved the pass at Google");
    if (object?.messages?.some((message) => message.id === news.key))
      return { state: "accepted", message_id: news.key };
    const message = {
      id: news.key,
      header: news.header ?? news.title,
      body: news.text,
      messageType: "TEXT_AND_NOTIFY",
    };
    return outcomeOf(await client.addMessage(id, message), news.key);
  },
  close: async () => undefined,
});
