import { noteOpened, rewardCards } from "../cards/index.ts";
import { Failure } from "../core/failure.ts";
import type { PlainAnswer, PlainRequest, PlainRoute } from "../http/plain.ts";
import type { Business, Platform, Scope } from "../platform/index.ts";
import { playReward } from "../rewards/index.ts";
import { renderCardPage, type WalletLinks } from "./card.ts";
import { languageFor } from "./language.ts";
import { notFoundPage } from "./page.ts";
import { iconSvg, lookCss } from "./palette.ts";
import { css } from "./style.ts";
import { ownerOf, viewOf } from "./view.ts";

export interface CardPageParts {
  readonly platform: Platform;
  /** Where a card may be saved, by the secret of its page. */
  walletLinks(token: string): WalletLinks;
}

/** No script at all, styles from here, pictures from where the shop keeps them; the console shows it in a frame. */
const policy =
  "default-src 'none'; style-src 'self'; img-src 'self' https:; form-action 'self'; base-uri 'none'; " +
  "frame-ancestors 'self'";

const pageHeaders = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": policy,
  "cache-control": "no-store",
  "x-robots-tag": "noindex, nofollow",
};

/** A frame without an origin, as a preview is shown in, may have them too. */
const kept = (type: string, body: string): PlainAnswer => ({
  status: 200,
  headers: {
    "content-type": type,
    "cache-control": "public, max-age=86400",
    "cross-origin-resource-policy": "cross-origin",
  },
  body,
});

/** The style, and for each colour its variables and its icon. */
const asset = (name: string): PlainAnswer => {
  if (name === "card.css") return kept("text/css; charset=utf-8", css);
  const [, kind, digits] = /^(look|icon)-([0-9a-f]{6})\.(?:css|svg)$/.exec(name) ?? [];
  if (digits === undefined) return { status: 404, headers: { "cache-control": "no-store" } };
  const color = `#${digits}`;
  return kind === "look" && name.endsWith(".css")
    ? kept("text/css; charset=utf-8", lookCss(color))
    : kept("image/svg+xml", iconSvg(color));
};

const wishes = ({ query, header }: PlainRequest) => ({
  chosen: query.get("lang"),
  header: header("accept-language"),
});

const lost = (request: PlainRequest, base = ""): PlainAnswer => ({
  status: 404,
  headers: pageHeaders,
  body: notFoundPage(languageFor({ ...wishes(request), customer: null, business: null }), base),
});

const customerScope = (business: Business): Scope => ({
  business,
  actor: { kind: "customer", staff_id: null, via: "page" },
  source: "api",
  location_id: null,
});

/** A browser that loads the page in advance, and a chat that looks at a link's headers, are no customer. */
const isLook = ({ header, isHead }: PlainRequest): boolean =>
  isHead || /prefetch|prerender/.test(`${header("sec-purpose")} ${header("purpose")}`);

const showCard = async (parts: CardPageParts, request: PlainRequest): Promise<PlainAnswer> => {
  const { platform } = parts;
  const token = request.params["token"] ?? "";
  const owner = await ownerOf(platform, token);
  if (owner === null) return lost(request);
  if (!isLook(request)) await noteOpened(platform, customerScope(owner.business), owner.card);
  const view = await viewOf(platform, owner, request.query.get("played"));
  const language = languageFor({
    ...wishes(request),
    customer: owner.customer.language,
    business: owner.business.language,
  });
  const voucher = request.query.get("voucher");
  const wallets = parts.walletLinks(token);
  const body = renderCardPage({ token, language, view, wallets, publicUrl: platform.publicUrl, voucher });
  return { status: 200, headers: pageHeaders, body };
};

/** Sends the browser back to the card, so that reloading the page plays nothing. */
const backToCard = (token: string, query: Record<string, string>): PlainAnswer => ({
  status: 303,
  headers: { location: `../${token}?${new URLSearchParams(query)}#outcome`, "cache-control": "no-store" },
});

const isRefusal = (error: unknown): boolean => error instanceof Failure && error.status < 500;

/** Plays a spin. A form that is sent again finds it played and shows the same outcome. */
const spin = async ({ platform }: CardPageParts, request: PlainRequest): Promise<PlainAnswer> => {
  const token = request.params["token"] ?? "";
  const owner = await ownerOf(platform, token);
  if (owner === null) return lost(request, "../");
  const form = new URLSearchParams(request.body.toString("utf8"));
  const id = form.get("reward_id") ?? "";
  const tries = /^\d$/.test(form.get("tries") ?? "") ? { tries: Number(form.get("tries")) } : {};
  const lang = request.query.get("lang");
  try {
    const input = { id, card_id: owner.card._id, ...tries };
    await playReward(platform, customerScope(owner.business), rewardCards, input);
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  return backToCard(token, { ...(lang !== null && { lang }), played: id });
};

const page = { isSecret: true, isPage: true } as const;

/** The public page of a card, below /c. */
export const cardPageRoutes = (parts: CardPageParts): readonly PlainRoute[] => [
  {
    method: "GET",
    path: "/c/assets/:name",
    // A card's address that is put together wrongly comes here with its secret.
    isSecret: true,
    answer: async ({ params }) => asset(params["name"] ?? ""),
  },
  { ...page, method: "GET", path: "/c/:token", answer: (request) => showCard(parts, request) },
  { ...page, method: "POST", path: "/c/:token/spin", answer: (request) => spin(parts, request) },
];
