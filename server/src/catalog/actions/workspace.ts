import { z } from "zod";
import { defineAction, page, paging, roles } from "../define.ts";
import { currency, id, languageCode, text } from "../parts.ts";
import { programIn } from "../programs.ts";
import * as resources from "../resources.ts";
import { voucherTemplateFields } from "./loyalty.ts";

const country = z
  .string()
  .trim()
  .regex(/^[A-Z]{2}$/, "must be an ISO 3166-1 alpha-2 code such as UA");
const timeZone = z
  .string()
  .trim()
  .max(64)
  .refine(isTimeZone, "must be an IANA time zone such as Europe/Kyiv");

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

const login = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9._@+-]{3,100}$/, "must be 3 to 100 letters, digits or . _ @ + -");
const password = z.string().min(8).max(200);

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
  role: "manager",
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
  }),
  result: resources.business,
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
});

const namedList = <R extends z.ZodType>(
  name: string,
  path: string,
  tag: string,
  item: R,
  role: (typeof roles)[number],
) =>
  defineAction({
    name,
    method: "GET",
    path,
    tag,
    summary: `List ${tag.toLowerCase()}`,
    role,
    query: paging,
    result: page(item),
  });

export const listLocations = namedList(
  "list_locations",
  "/locations",
  "Locations",
  resources.location,
  "scanner",
);

export const getLocation = defineAction({
  name: "get_location",
  method: "GET",
  path: "/locations/:id",
  tag: "Locations",
  summary: "Get a location",
  params: { id: id("loc") },
  result: resources.location,
  errors: ["not_found"],
});

export const createLocation = defineAction({
  name: "create_location",
  method: "POST",
  path: "/locations",
  tag: "Locations",
  summary: "Create a location",
  role: "manager",
  status: 201,
  body: z.strictObject({ name: text(120), address: text(300).nullish() }),
  result: resources.location,
});

export const updateLocation = defineAction({
  name: "update_location",
  method: "PATCH",
  path: "/locations/:id",
  tag: "Locations",
  summary: "Update a location",
  role: "manager",
  params: { id: id("loc") },
  body: z.strictObject({ name: text(120).optional(), address: text(300).nullish() }),
  result: resources.location,
  errors: ["not_found"],
});

export const listStaff = namedList("list_staff", "/staff", "Staff", resources.staff, "owner");

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
});

export const listApiKeys = namedList("list_api_keys", "/api-keys", "API keys", resources.apiKey, "owner");

export const createApiKey = defineAction({
  name: "create_api_key",
  method: "POST",
  path: "/api-keys",
  tag: "API keys",
  summary: "Create the API key of a staff member",
  role: "owner",
  status: 201,
  body: z.strictObject({ staff_id: id("st") }),
  result: resources.apiKeyWithSecret,
  errors: ["staff_has_key"],
});

export const regenerateApiKey = defineAction({
  name: "regenerate_api_key",
  method: "POST",
  path: "/api-keys/:id/regenerate",
  tag: "API keys",
  summary: "Replace an API key",
  description: "The old key stops working at once.",
  role: "owner",
  params: { id: id("key") },
  result: resources.apiKeyWithSecret,
  errors: ["not_found"],
});

export const deleteApiKey = defineAction({
  name: "delete_api_key",
  method: "DELETE",
  path: "/api-keys/:id",
  tag: "API keys",
  summary: "Delete an API key",
  role: "owner",
  status: 204,
  params: { id: id("key") },
  errors: ["not_found"],
});

export const listTemplates = namedList(
  "list_templates",
  "/templates",
  "Card templates",
  resources.template,
  "scanner",
);

export const getTemplate = defineAction({
  name: "get_template",
  method: "GET",
  path: "/templates/:id",
  tag: "Card templates",
  summary: "Get a card template",
  description: "The answer without id, version and dates is what POST /templates takes: export and import.",
  params: { id: id("tpl") },
  result: resources.template,
  errors: ["not_found"],
});

export const createTemplate = defineAction({
  name: "create_template",
  method: "POST",
  path: "/templates",
  tag: "Card templates",
  summary: "Create a card template",
  role: "manager",
  status: 201,
  body: z.strictObject({
    name: text(120),
    earn: programIn.earn.default({ type: "per_order" }),
    goals: programIn.goals.default([]),
    after_final_goal: programIn.after_final_goal.default("restart"),
    limits: programIn.limits.optional(),
    birthday: programIn.birthday.optional(),
    inactivity: programIn.inactivity.optional(),
  }),
  result: resources.template,
});

export const updateTemplate = defineAction({
  name: "update_template",
  method: "PATCH",
  path: "/templates/:id",
  tag: "Card templates",
  summary: "Update a card template",
  description:
    "A change of earn, goals, after_final_goal or limits makes a new version; issued cards keep theirs until it is applied.",
  role: "manager",
  params: { id: id("tpl") },
  body: z.strictObject({
    name: text(120).optional(),
    earn: programIn.earn.optional(),
    goals: programIn.goals.optional(),
    after_final_goal: programIn.after_final_goal.optional(),
    limits: programIn.limits.optional(),
    birthday: programIn.birthday.optional(),
    inactivity: programIn.inactivity.optional(),
  }),
  result: resources.template,
  errors: ["not_found"],
});

export const applyTemplate = defineAction({
  name: "apply_template",
  method: "POST",
  path: "/templates/:id/apply",
  tag: "Card templates",
  summary: "Apply the current version to issued cards",
  role: "manager",
  status: 202,
  params: { id: id("tpl") },
  result: z.object({
    version: z.number().int(),
    count: z.number().int().meta({ description: "Cards that will change." }),
  }),
  errors: ["not_found"],
});

export const listVoucherTemplates = namedList(
  "list_voucher_templates",
  "/voucher-templates",
  "Voucher templates",
  resources.voucherTemplate,
  "scanner",
);

export const getVoucherTemplate = defineAction({
  name: "get_voucher_template",
  method: "GET",
  path: "/voucher-templates/:id",
  tag: "Voucher templates",
  summary: "Get a voucher template",
  params: { id: id("vt") },
  result: resources.voucherTemplate,
  errors: ["not_found"],
});

export const createVoucherTemplate = defineAction({
  name: "create_voucher_template",
  method: "POST",
  path: "/voucher-templates",
  tag: "Voucher templates",
  summary: "Create a voucher template",
  role: "manager",
  status: 201,
  body: z.strictObject({
    ...voucherTemplateFields,
    code: voucherTemplateFields.code.default({ mode: "unique" }),
    formats: voucherTemplateFields.formats.default(["text", "qr"]),
    validity: voucherTemplateFields.validity.default({ type: "unlimited" }),
  }),
  result: resources.voucherTemplate,
});

export const updateVoucherTemplate = defineAction({
  name: "update_voucher_template",
  method: "PATCH",
  path: "/voucher-templates/:id",
  tag: "Voucher templates",
  summary: "Update a voucher template",
  description: "Vouchers already issued keep what they were issued with.",
  role: "manager",
  params: { id: id("vt") },
  body: z.strictObject({
    title: voucherTemplateFields.title.optional(),
    description: voucherTemplateFields.description,
    image_url: voucherTemplateFields.image_url,
    code: voucherTemplateFields.code.optional(),
    formats: voucherTemplateFields.formats.optional(),
    validity: voucherTemplateFields.validity.optional(),
  }),
  result: resources.voucherTemplate,
  errors: ["not_found"],
});

const session = z.object({ csrf_token: z.string(), staff: resources.staff, business: resources.business });

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
