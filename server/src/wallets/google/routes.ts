import { findByToken } from "../../cards/index.ts";
import type { PlainRoute } from "../../http/plain.ts";
import type { Platform } from "../../platform/index.ts";
import { faceOf } from "../face.ts";
import type { GoogleAccount } from "./account.ts";
import { receiveCallback } from "./callback.ts";
import type { GoogleClient } from "./client.ts";
import { createRootKeys } from "./root-keys.ts";
import { saveLink } from "./save-link.ts";

/** Saving a card to Google Wallet, and Google's word that it was. */
export const googleRoutes = (
  platform: Platform,
  google: { account: GoogleAccount; client: GoogleClient },
): readonly PlainRoute[] => {
  const rootKeys = createRootKeys(google.account.keysUrl, platform.clock);
  return [
    {
      method: "GET",
      path: "/wallets/google/cards/:token",
      isSecret: true,
      isPage: true,
      async answer({ params }) {
        const card = await findByToken(platform, params["token"] ?? "");
        const face = card && (await faceOf(platform, card._id));
        // The card page says in friendly words that a card is not there.
        const location =
          face === null
            ? `${platform.publicUrl}/c/${params["token"]}`
            : await saveLink(platform, google, face);
        return { status: 303, headers: { location, "cache-control": "no-store" } };
      },
    },
    {
      method: "POST",
      path: "/wallets/google/callback",
      async answer({ body }) {
        const { account } = google;
        await receiveCallback(platform, { account, rootKeys }, body.toString("utf8"));
        return { status: 200 };
      },
    },
  ];
};
