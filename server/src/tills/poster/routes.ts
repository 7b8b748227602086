import type { Platform } from "../../platform/index.ts";
import type { TillRoute } from "../port.ts";
import type { PosterApi } from "./api.ts";
import { completeInstall, installCookie, posterApplication } from "./install.ts";
import { receiveHook } from "./webhook.ts";

const cookieIn = (header: string, name: string): string =>
  header
    .split(";")
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? "";

const json = { "content-type": "application/json" };
const accepted = { status: 200, headers: json, body: '{"status":"accept"}' };

/** What Poster and the browsers that come from it call; the addresses are registered with the application. */
export const posterRoutes = (platform: Platform, api: PosterApi): readonly TillRoute[] => [
  {
    method: "POST",
    path: "/poster/webhook",
    async answer({ body }) {
      const { secret } = posterApplication(platform);
      await receiveHook(platform, secret, body.toString("utf8"));
      return accepted;
    },
  },
  { method: "GET", path: "/poster/webhook", answer: async () => accepted },
  {
    method: "GET",
    path: "/poster/callback",
    async answer({ query, header }) {
      const outcome = await completeInstall(platform, api, {
        code: query.get("code") ?? "",
        account: query.get("account") ?? "",
        cookie: cookieIn(header("cookie"), installCookie),
      });
      const location = `${platform.publicUrl}/console/tills?poster=${outcome}`;
      const spent = `${installCookie}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax`;
      // Kept while it may be of use: when Poster is in trouble the same browser tries again.
      const headers: Record<string, string> =
        outcome === "connected" ? { location, "set-cookie": spent } : { location };
      return { status: 302, headers };
    },
  },
];
