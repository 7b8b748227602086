import { z } from "zod";
import { defineAction, page, paging } from "../define.ts";
import { id } from "../parts.ts";
import * as resources from "../resources.ts";

export const listApiKeys = defineAction({
  name: "list_api_keys",
  method: "GET",
  path: "/api-keys",
  tag: "API keys",
  summary: "List API keys",
  role: "owner",
  query: paging,
  result: page(resources.apiKey),
});

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
