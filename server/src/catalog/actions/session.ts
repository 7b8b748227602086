import { z } from "zod";
import { defineAction } from "../define.ts";
import * as resources from "../resources.ts";

const session = z.object({
  csrf_token: z.string().meta({ examples: ["<a random token>"] }),
  staff: resources.staff,
  business: resources.business,
});

export const logIn = defineAction({
  name: "log_in",
  method: "POST",
  path: "/session",
  tag: "Session",
  summary: "Log in to the console",
  description: "Sets an httpOnly cookie; writes with it send csrf_token as X-CSRF-Token.",
  access: "public",
  status: 201,
  body: z.strictObject({ login: z.string().max(200), password: z.string().max(200) }),
  result: session,
  errors: ["login_failed", "too_many_logins"],
  example: { body: { login: "olena", password: "<a long password>" } },
});

export const getSession = defineAction({
  name: "get_session",
  method: "GET",
  path: "/session",
  tag: "Session",
  summary: "Get the session",
  access: "session",
  result: session,
});

export const logOut = defineAction({
  name: "log_out",
  method: "DELETE",
  path: "/session",
  tag: "Session",
  summary: "Log out",
  access: "session",
  status: 204,
});
