import { connectTill } from "../../catalog/index.ts";
import { bind, type Operation } from "../../http/operation.ts";
import type { PlainRoute } from "../../http/plain.ts";
import type { Platform } from "../../platform/index.ts";
import type { PosterDesk } from "./desk.ts";
import { beginInstall, completeInstall, installCookie, installLifeMs, posterApplication } from "./install.ts";
import { receiveHook } from "./webhook.ts";

export const posterOperations: readonly Operation[] = [
  bind(connectTill, async ({ platform, caller, params, request }) => {
    const { url, cookie } = await beginInstall(platform, caller.business, params.id);
    request.setCookie(installCookie, cookie, { maxAgeMs: installLifeMs, sameSite: "lax" });
    return { url };
  }),
];

const cookieIn = (header: string, name: string): string =>
  header
    .split(";")
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? "";

const json = { "content-type": "application/json" };
const accepted = { status: 200, headers: json, body: '{"status":"accept"}' };

/** What Poster and the browsers that come from it call; the addresses are registered with the application. */
export const posterRoutes = (platform: Platform, desk: PosterDesk): readonly PlainRoute[] => [
  {
    method: "POST",
    path: "/poster/webhook",
    async answer({ body }) {
      const { secret } = posterApplication(platform);
      if (await receiveHook(platform, secret, body.toString("utf8"))) desk.kick();
      return accepted;
    },
  },
  { method: "GET", path: "/poster/webhook", answer: async () => accepted },
  {
    method: "GET",
    path: "/poster/callback",
    async answer({ query, header }) {
      await completeInstall(platform, desk.api, {
        code: query.get("code") ?? "",
        account: query.get("account") ?? "",
        cookie: cookieIn(header("cookie"), installCookie),
      });
      const spent = `${installCookie}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax`;
      return {
        status: 302,
        headers: { location: `${platform.publicUrl}/console#tills`, "set-cookie": spent },
      };
    },
  },
];
