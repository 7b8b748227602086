import type { PlainAnswer, PlainRoute } from "../http/plain.ts";
import { usualColor } from "../look/index.ts";
import type { Platform } from "../platform/index.ts";
import { appleRoutes } from "./apple/routes.ts";
import { googleRoutes } from "./google/routes.ts";
import type { Wallets } from "./open.ts";
import { iconPicture, mostStampsDrawn, stampsPicture } from "./picture.ts";

/** Google asks for a square logo of this size, and a wide picture of at most this. */
const logoSize = 660;
const heroSize = [1_032, 336] as const;

const picture = (body: Buffer): PlainAnswer => ({
  status: 200,
  headers: {
    "content-type": "image/png",
    "cache-control": "public, max-age=604800, immutable",
    "cross-origin-resource-policy": "cross-origin",
  },
  body,
});

/** Addresses of 0.1.0 have no colour in them, and Google keeps asking for them. */
const colorIn = (digits: string | undefined): string => (digits === undefined ? usualColor : `#${digits}`);

const logoRoute = (path: string): PlainRoute => ({
  method: "GET",
  path,
  async answer({ params }) {
    const [name, digits] = /^([0-9a-f]{6})\.png$/.exec(params["name"] ?? "") ?? [];
    if (params["name"] !== undefined && name === undefined) return { status: 404 };
    return picture(iconPicture(logoSize, colorIn(digits)));
  },
});

/** Pictures that Google fetches; they say nothing of anybody. */
const pictureRoutes: readonly PlainRoute[] = [
  logoRoute("/wallets/logo.png"),
  logoRoute("/wallets/logos/:name"),
  {
    method: "GET",
    path: "/wallets/stamps/:name",
    async answer({ params }) {
      const [, stamps, target, digits] =
        /^(\d{1,2})-(\d{1,2})(?:-([0-9a-f]{6}))?\.png$/.exec(params["name"] ?? "") ?? [];
      const isDrawn = Number(target) >= 1 && Number(target) <= mostStampsDrawn;
      if (!isDrawn || Number(stamps) > Number(target)) return { status: 404 };
      const strip = { stamps: Number(stamps), target: Number(target), color: colorIn(digits) };
      return picture(stampsPicture(strip, heroSize));
    },
  },
];

/** What the wallets that are set up answer. */
export const walletRoutes = (platform: Platform, { apple, google }: Wallets): readonly PlainRoute[] => [
  ...(apple ? appleRoutes({ platform, account: apple.account }) : []),
  ...(google ? [...googleRoutes(platform, google), ...pictureRoutes] : []),
];

/** Where the card page sends a customer who wants to keep the card; addresses from /c/<token>. */
export const walletLinks = (
  { apple, google }: Wallets,
  token: string,
): { apple: string | null; google: string | null } => ({
  apple: apple && `../wallets/apple/cards/${token}`,
  google: google && `../wallets/google/cards/${token}`,
});
