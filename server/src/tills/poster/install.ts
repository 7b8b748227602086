import jwt from "jsonwebtoken";
import { Failure } from "../../core/failure.ts";
import type { Platform } from "../../platform/index.ts";
import { findTill } from "../find.ts";
import type { TillDocument } from "../model.ts";
import type { Install } from "../port.ts";
import type { PosterApi } from "./api.ts";
import { connect } from "./connection.ts";
import { PosterFailure } from "./failure.ts";

/*
 * Connecting a Poster account. Poster returns no `state`, and the return address may not vary, so a signed cookie of ten
 * minutes says whose till the browser went to connect; without it a return is refused, which keeps a stranger's account
 * out. The account's name comes with the return and is judged before it becomes part of a host name. The code works
 * once. Crash before the connection is stored: nothing happened, and the owner begins again.
 */

export const installCookie = "7stamp_poster_install";
const installLifeMs = 10 * 60_000;
const audience = "poster-install";
const accountName = /^[a-z0-9][a-z0-9-]{0,62}$/;
const codeForm = /^[\w-]{1,200}$/;

export interface PosterApplication {
  readonly id: string;
  readonly secret: string;
}

/** @throws not_found when this installation is no Poster application */
export const posterApplication = ({ config }: Platform): PosterApplication => {
  const { POSTER_APPLICATION_ID: id, POSTER_APPLICATION_SECRET: secret } = config;
  if (id !== undefined && secret !== undefined) return { id, secret };
  throw new Failure("not_found", {
    detail:
      "Poster is not set up here: set POSTER_APPLICATION_ID and POSTER_APPLICATION_SECRET on the server.",
  });
};

export const callbackUrl = (platform: Platform): string => `${platform.publicUrl}/poster/callback`;

const unixNow = (platform: Platform): number => Math.floor(platform.clock.now().getTime() / 1000);

/** Begins to connect a till. @throws not_found when this installation is no Poster application */
export const beginInstall = (platform: Platform, till: TillDocument): Install => {
  const { id } = posterApplication(platform);
  const url = new URL("/api/auth", platform.config.POSTER_BASE_URL);
  const query = { client_id: id, redirect_uri: callbackUrl(platform), response_type: "code" };
  url.search = new URLSearchParams(query).toString();
  const now = unixNow(platform);
  const claims = {
    aud: audience,
    business: till.business_id,
    till: till._id,
    iat: now,
    exp: now + installLifeMs / 1000,
  };
  const value = jwt.sign(claims, platform.sessionSecret, { algorithm: "HS256" });
  return { url: url.toString(), cookie: { name: installCookie, value, maxAgeMs: installLifeMs } };
};

const boundTo = (platform: Platform, cookie: string): { business: string; till: string } | null => {
  try {
    const claims = jwt.verify(cookie, platform.sessionSecret, {
      algorithms: ["HS256"],
      audience,
      clockTimestamp: unixNow(platform),
    });
    if (typeof claims === "string") return null;
    return { business: String(claims["business"]), till: String(claims["till"]) };
  } catch {
    return null;
  }
};

/** How a return from Poster ended, in a word that the console's page of tills explains. */
export type InstallOutcome = "connected" | "not_set_up" | "not_begun" | "refused" | "later";

/** Completes what `beginInstall` began. Who comes back is a person at a browser: whatever went wrong is an outcome. */
export const completeInstall = async (
  platform: Platform,
  api: PosterApi,
  { code, account, cookie }: { code: string; account: string; cookie: string },
): Promise<InstallOutcome> => {
  const { POSTER_APPLICATION_ID: id, POSTER_APPLICATION_SECRET: secret } = platform.config;
  if (id === undefined || secret === undefined) return "not_set_up";
  const bound = boundTo(platform, cookie);
  if (bound === null) return "not_begun";
  if (!accountName.test(account) || !codeForm.test(code)) return "refused";
  const till = await findTill(platform, bound.till);
  if (till === null || till.business_id !== bound.business) return "not_begun";
  try {
    const access = await api.exchange(account, {
      application_id: id,
      application_secret: secret,
      grant_type: "authorization_code",
      redirect_uri: callbackUrl(platform),
      code,
    });
    const settings = await api.settings(access.access_token);
    await connect(platform, till, {
      account,
      account_number: access.account_number,
      token: platform.vault.seal(access.access_token),
      currency: settings.currency.currency_code_iso.toUpperCase(),
      connected_at: platform.clock.now(),
      broken: null,
    });
    return "connected";
  } catch (error) {
    if (!(error instanceof PosterFailure)) throw error;
    platform.log.warn({ till: till._id, reason: error.message }, "Poster did not connect the till");
    return error.fault === "later" ? "later" : "refused";
  }
};
