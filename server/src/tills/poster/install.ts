import jwt from "jsonwebtoken";
import { Failure } from "../../core/failure.ts";
import type { Platform } from "../../platform/index.ts";
import { getTill } from "../find.ts";
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

const refused = (detail: string): Failure => new Failure("invalid_request", { detail });

/** Poster's faults as the owner is told them. */
const told = (error: unknown): unknown => {
  if (!(error instanceof PosterFailure)) return error;
  if (error.fault === "later") return new Failure("unavailable", { detail: `${error.message}; try again.` });
  return refused(`Poster refused the connection (${error.message}). Begin again in the console.`);
};

/**
 * Completes what `beginInstall` began.
 * @throws invalid_request, not_found, unavailable
 */
export const completeInstall = async (
  platform: Platform,
  api: PosterApi,
  { code, account, cookie }: { code: string; account: string; cookie: string },
): Promise<void> => {
  const application = posterApplication(platform);
  const bound = boundTo(platform, cookie);
  if (bound === null)
    throw refused("Begin in the console, under Tills: this browser has not, or too long ago.");
  if (!accountName.test(account)) throw refused("This is not the name of a Poster account.");
  if (!codeForm.test(code)) throw refused("Poster's return has no code.");
  const till = await getTill(platform, bound.business, bound.till);
  try {
    const access = await api.exchange(account, {
      application_id: application.id,
      application_secret: application.secret,
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
  } catch (error) {
    throw told(error);
  }
};
