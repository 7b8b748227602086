import { z } from "zod";
import { defineAction, page, paging, roles } from "../define.ts";
import { id, text } from "../parts.ts";
import * as resources from "../resources.ts";
import { login, password } from "./fields.ts";

export const listStaff = defineAction({
  name: "list_staff",
  method: "GET",
  path: "/staff",
  tag: "Staff",
  summary: "List staff",
  role: "owner",
  query: {
    ...paging,
    has_key: z
      .enum(["true", "false"])
      .optional()
      .meta({ description: "Only those who have an API key, or who have none." }),
  },
  result: page(resources.staff),
});

export const getStaff = defineAction({
  name: "get_staff",
  method: "GET",
  path: "/staff/:id",
  tag: "Staff",
  summary: "Get a staff member",
  role: "owner",
  params: { id: id("st") },
  result: resources.staff,
  errors: ["not_found"],
});

export const createStaff = defineAction({
  name: "create_staff",
  method: "POST",
  path: "/staff",
  tag: "Staff",
  summary: "Create a staff member",
  role: "owner",
  status: 201,
  body: z.strictObject({
    name: text(120),
    login,
    password,
    role: z.enum(roles),
    location_id: id("loc").nullish(),
  }),
  result: resources.staff,
  errors: ["login_taken"],
  example: {
    body: {
      name: "Sam Barista",
      login: "sam",
      password: "<a long password>",
      role: "scanner",
      location_id: "loc_45",
    },
  },
});

export const updateStaff = defineAction({
  name: "update_staff",
  method: "PATCH",
  path: "/staff/:id",
  tag: "Staff",
  summary: "Update a staff member",
  description: "A disabled staff member can neither log in nor use its API key.",
  role: "owner",
  params: { id: id("st") },
  body: z.strictObject({
    name: text(120).optional(),
    login: login.optional(),
    password: password.optional(),
    role: z.enum(roles).optional(),
    location_id: id("loc").nullish(),
    status: z.enum(["active", "disabled"]).optional(),
  }),
  result: resources.staff,
  errors: ["not_found", "login_taken", "last_owner"],
  example: { body: { role: "scanner" } },
});
