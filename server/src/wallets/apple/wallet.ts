import { refused } from "../../core/send-outcome.ts";
import type { Platform } from "../../platform/index.ts";
import { putNews } from "../passes.ts";
import type { Told, Wallet } from "../port.ts";
import type { ApplePush } from "./push.ts";
import { dropToken, tokensOf } from "./registrations.ts";

/** Pushes to every phone of a card; tokens that Apple calls gone are dropped. */
const pushAll = async (platform: Platform, push: ApplePush, cardId: string): Promise<Told> => {
  const tokens = await tokensOf(platform, cardId);
  const pushed = await Promise.all(
    tokens.map(async (token) => {
      const said = await push.push(token);
      if (said === "gone") await dropToken(platform, token);
      return said;
    }),
  );
  return pushed.includes("later") ? "later" : "told";
};

/** Apple's side of saved cards: phones are pushed and fetch the pass themselves. */
export const appleWallet = (platform: Platform, push: ApplePush): Wallet => ({
  tell: (pass) => pushAll(platform, push, pass.card_id),
  async show(pass, news) {
    const tokens = await tokensOf(platform, pass.card_id);
    if (tokens.length === 0) return refused("unreachable", "no phone has the pass any more");
    // Written on the pass and due from here on: a push that fails now is repeated by the updates.
    await putNews(platform, pass, news);
    return { state: "accepted", message_id: news.key };
  },
  close: () => push.close(),
});
