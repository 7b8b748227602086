import { useText } from "../i18n/index.tsx";

/** What the server calls a broadcast, which nobody gives a name; an event does not say whether it is one. */
const given = /^(WhatsApp|Telegram|Viber) broadcast$/;

/** A campaign's name as people gave it; that of a broadcast in the reader's language. */
export const useCampaignName = (): ((name: string) => string) => {
  const t = useText();
  return (name) => {
    const [, channel] = given.exec(name) ?? [];
    return channel === undefined ? name : t("broadcast_over", { channel });
  };
};
