import { z } from "zod";
import { defineAction } from "../define.ts";
import { lookIn } from "../look.ts";
import { currency, languageCode, text } from "../parts.ts";
import * as resources from "../resources.ts";
import { country, login, password, timeZone } from "./fields.ts";

export const getMe = defineAction({
  name: "get_me",
  method: "GET",
  path: "/me",
  tag: "Business",
  summary: "Who am I: the connection test",
  result: resources.me,
});

export const getBusiness = defineAction({
  name: "get_business",
  method: "GET",
  path: "/business",
  tag: "Business",
  summary: "Get the business settings",
  role: "owner",
  result: resources.business,
});

export const updateBusiness = defineAction({
  name: "update_business",
  method: "PATCH",
  path: "/business",
  tag: "Business",
  summary: "Update the business settings",
  role: "owner",
  body: z.strictObject({
    name: text(120).optional(),
    country: country.optional(),
    time_zone: timeZone.optional(),
    language: languageCode.optional(),
    currency: currency.optional(),
    look: lookIn.optional(),
  }),
  result: resources.business,
  example: { body: { time_zone: "Europe/Kyiv", look: { color: "#5b2a86" } } },
});

export const createBusiness = defineAction({
  name: "create_business",
  method: "POST",
  path: "/businesses",
  tag: "Business",
  summary: "Create a business and its owner",
  description: "For the operator of the installation: Bearer is OPERATOR_TOKEN.",
  access: "operator",
  role: "owner",
  status: 201,
  body: z.strictObject({
    name: text(120),
    login,
    password,
    country: country.optional(),
    time_zone: timeZone.optional(),
    language: languageCode.optional(),
    currency: currency.optional(),
  }),
  result: z.object({ business: resources.business, staff: resources.staff }),
  errors: ["login_taken", "not_found"],
  example: {
    body: {
      name: "Corner Coffee",
      login: "olena",
      password: "<a long password>",
      country: "UA",
      time_zone: "Europe/Kyiv",
    },
  },
});
